"""Functions of the product at which a stage begins and ends, and how to stand there and watch.

The product knows nothing of this: its functions are wrapped wherever a module holds them, and what runs is the product.
A seam that is gone is told, and a test fails over it, so that the list stays true.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, wraps
from typing import Any, NamedTuple


class Seam(NamedTuple):
    """A stage by its name, and where it is: `module:function` or `module:Class.method`."""

    stage: str
    place: str


SEAMS = (
    Seam("rules", "fastapi_lint.engine.run:load_rules"),
    Seam("configuration", "fastapi_lint.config.loading:load_config"),
    Seam("sources", "fastapi_lint.engine.sources:load_sources"),
    Seam("discover", "fastapi_lint.source.discovery:discover"),
    Seam("read", "fastapi_lint.source.overlay:Files.read"),
    Seam("facts", "fastapi_lint.facts.extract:extract_facts"),
    Seam("ast", "ast:parse"),
    Seam("guard", "fastapi_lint.facts.guard:too_deep"),
    Seam("newer syntax", "fastapi_lint.syntax.modernise:modernise"),
    Seam("suppressions", "fastapi_lint.facts.comments:suppressions"),
    Seam("bodies", "fastapi_lint.model.facts:Definition._open"),
    Seam("link", "fastapi_lint.engine.linking:link_sources"),
    Seam("catalogue", "fastapi_lint.catalog.loader:load_catalog"),
    Seam("module table", "fastapi_lint.project.resolve.modules:ModuleTable.__init__"),
    Seam("scopes", "fastapi_lint.project.resolve.scopes:build_scopes"),
    Seam("call index", "fastapi_lint.project.web.call_index:CallIndex.__init__"),
    Seam("web surface", "fastapi_lint.project.web.surface_builder:build_surface"),
    Seam("assembly", "fastapi_lint.project.assembly.assembly:Assembly.__init__"),
    Seam("call graph", "fastapi_lint.project.flow.callgraph:CallGraph.steps"),
    Seam("reach", "fastapi_lint.project.flow.reach:Reach.__init__"),
    Seam("request data", "fastapi_lint.project.project:Project._request_data"),
    Seam("leaves", "fastapi_lint.project.flow.leaves:Leaves.of"),
    Seam("effects", "fastapi_lint.project.flow.effects:Effects.include"),
    Seam("contracts", "fastapi_lint.project.contracts.contracts:Contracts.__init__"),
    Seam("misuses", "fastapi_lint.project.tasks.misuses:Misuses.of"),
    Seam("resources", "fastapi_lint.project.resources.resources:Resources.__init__"),
    Seam("parts", "fastapi_lint.project.parts:Parts.of"),
    Seam("dossiers", "fastapi_lint.project.dossiers:Dossiers.of"),
    Seam("sites", "fastapi_lint.syntax.visit:visit_site"),
    Seam("cut", "fastapi_lint.syntax.slices:cut"),
    Seam("parse", "libcst:parse_module"),
    Seam("walk", "fastapi_lint.syntax.walk:collect"),
    Seam("join", "fastapi_lint.syntax.join:join"),
    Seam("parents", "fastapi_lint.syntax.walk:parents"),
    Seam("positions", "fastapi_lint.syntax.tree:Tree.positions"),
    Seam("hooks", "fastapi_lint.syntax.visit:call_hook"),
    Seam("project rules", "fastapi_lint.engine.inspection:Inspector.look_at_project"),
    Seam("report", "fastapi_lint.engine.outcome:report_of"),
    Seam("show", "fastapi_lint.cli.showing:show"),
)

Watch = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""Called with the stage, the function and its arguments; calls it and returns what it returns."""


def load_all() -> None:
    """Import all that a check may import, so that a wrapped function is found wherever it is held."""
    for package in ("fastapi_lint", "fastapi_lint_rules"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if "__main__" not in found.name and not found.name.startswith(("fastapi_lint.dev", "fastapi_lint.testing")):
                importlib.import_module(found.name)


def missing(seams: Sequence[Seam] = SEAMS) -> list[Seam]:
    """Those that are gone."""
    return [seam for seam in seams if _target(seam) is None]


def watched(watch: Watch, seams: Sequence[Seam] = SEAMS) -> None:
    """Let `watch` call every function that is a seam, for as long as the process lives. Call `load_all` before."""
    for seam in seams:
        found = _target(seam)
        if found is not None:
            _wrap(seam, *found, watch)


def _target(seam: Seam) -> tuple[Any, str, Any] | None:
    """The module or class that holds it, its name there, and what is there."""
    module, _, path = seam.place.partition(":")
    *owners, name = path.split(".")
    try:
        holder: Any = importlib.import_module(module)
        for owner in owners:
            holder = vars(holder)[owner]
        return holder, name, vars(holder)[name]
    except (ImportError, KeyError):
        return None


def _wrap(seam: Seam, holder: Any, name: str, there: Any, watch: Watch) -> None:
    if isinstance(there, cached_property):
        there.func = _around(seam.stage, there.func, watch)
        return
    around = _around(seam.stage, there, watch)
    setattr(holder, name, around)
    if not inspect.isclass(holder):
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("fastapi_lint") and vars(module).get(name) is there:
                setattr(module, name, around)


def _around(stage: str, function: Callable[..., Any], watch: Watch) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(function):
        # A generator does its work when it is asked for the next of what it gives.
        @wraps(function)
        def each(*arguments: Any, **named: Any) -> Iterator[Any]:
            generator, end = function(*arguments, **named), object()
            while (found := watch(stage, next, (generator, end), {})) is not end:
                yield found

        return each

    @wraps(function)
    def whole(*arguments: Any, **named: Any) -> Any:
        return watch(stage, function, arguments, named)

    return whole
