"""Truth files: route tables that running applications gave away, one JSON file an application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

FIELDS = ("thread", "status_code", "operation_id", "include_in_schema", "tags", "response_model")
"""What a route is besides kind, path, methods, handler and dependencies, by the names of the published JSON."""


class Callee(NamedTuple):
    """A handler or a dependency. `line` and `is_async` are None where the truth has none (instances, classes)."""

    module: str
    qualname: str
    file: str
    line: int | None
    is_async: bool | None
    form: str
    origin: str
    depth: int = 0

    @property
    def identity(self) -> tuple[str, str, int | None]:
        """What is compared: of an instance its class, since that is all that is known of it at run time."""
        return (self.module, self.qualname, None if self.form == "instance" else self.line)


class TruthRoute(NamedTuple):
    """A route of the running application."""

    kind: str
    path: str
    methods: tuple[str, ...]
    origin: str | None
    endpoint: Callee | None
    dependencies: tuple[Callee, ...]
    fields: Mapping[str, Any] = MappingProxyType({})  # what else the truth says of it, by the names in `FIELDS`

    @property
    def counts(self) -> bool:
        """True for the application's own routes, and for mounts."""
        return self.kind == "mount" or self.origin == "package"


class Truth(NamedTuple):
    """One application: where its sources come from, and its routes in matching order."""

    app: str
    source: str
    source_dists: tuple[str, ...]
    package_roots: tuple[str, ...]
    fastapi: str | None  # the version that it ran on
    routes: tuple[TruthRoute, ...]

    @property
    def files(self) -> list[str]:
        """A few files that its sources must have: the first handlers of each package."""
        own = [route.endpoint.file for route in self.routes if route.endpoint and route.origin == "package"]
        return list(dict.fromkeys(own))[:3]


def load_truths(folder: Path) -> list[Truth]:
    """The truth files of a folder (or one file), by name."""
    files = [folder] if folder.is_file() else sorted(folder.glob("*.json"))
    return [truth_of(json.loads(file.read_text(encoding="utf-8"))) for file in files]


def truth_of(document: dict[str, Any]) -> Truth:
    """A truth file as plain data."""
    return Truth(
        document["app"],
        document.get("source") or "",
        tuple(document.get("source_dists") or ()),
        tuple(document["package_root"]),
        document.get("fastapi"),
        tuple(_route(route) for route in document["routes"]),
    )


def _route(route: dict[str, Any]) -> TruthRoute:
    endpoint = route.get("endpoint")
    return TruthRoute(
        route["kind"],
        route["path"],
        tuple(route.get("methods") or ()),
        route.get("origin"),
        _callee(endpoint, route.get("origin") or "") if endpoint else None,
        tuple(_callee(one, one["origin"]) for one in route.get("dependencies") or ()),
        _fields(route),
    )


def _fields(route: dict[str, Any]) -> dict[str, Any]:
    """Those that the truth has; of the response model only whether there is one."""
    found = {name: route[name] for name in FIELDS if name in route}
    if "tags" in found:
        found["tags"] = list(found["tags"] or ())
    if "response_model" in found:
        found["response_model"] = found["response_model"] is not None
    if "is_coroutine" in route and (route.get("endpoint") or {}).get("runs") != "asgi":
        found["thread"] = "loop" if route["is_coroutine"] else "pool"
    return found


def _callee(callee: dict[str, Any], origin: str) -> Callee:
    return Callee(
        callee["module"],
        callee["qualname"],
        callee["file"] or "",
        callee.get("def_line"),
        callee.get("def_async"),
        callee.get("form") or "function",
        origin,
        callee.get("depth") or 0,
    )
