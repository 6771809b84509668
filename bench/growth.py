"""How the time of linking grows with the size of an application: microseconds a line, facts not counted.

    python bench/growth.py TRUTH_FOLDER [--corpus DIR] [--only NAME] [--copies NAME] [--profile N]

Three applications of the truth set (the smallest, the middle and the largest in lines, or those named) are linked and
their route tables made. Then one of them stands beside itself in memory, 1, 2, 4 and 8 times, each copy under package
names of its own; the exponent says how the time grows with the number of lines: 1 is linear.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import math
import pstats
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import add_arguments, checkouts_of, sources_of
from truth import Truth, load_truths

from fastapi_lint.catalog.catalog import Catalog
from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import no_collection
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import imports_of, load_sources
from fastapi_lint.model.facts import Binding, Definition, ImportTarget, ModuleFacts
from fastapi_lint.project.project import link
from fastapi_lint.project.resolve.modules import Module

COPIES = (1, 2, 4, 8)


class Taken(NamedTuple):
    """Processor seconds of one measurement."""

    lines: int
    link: float
    views: float

    @property
    def seconds(self) -> float:
        """All together."""
        return self.link + self.views

    def told(self, name: str) -> str:
        """One line of the table."""
        cells = [f"{self.lines:>10,}"]
        both = (self.link, self.views)
        cells += [f"{seconds:>10.2f}{1e6 * seconds / max(self.lines, 1):>10.1f}" for seconds in both]
        return f"{name:24}{''.join(cells)}"


def modules_of(folder: Path, package_roots: Iterable[str]) -> tuple[Module, ...]:
    """The facts of an application's packages."""
    paths = tuple(folder.joinpath(*root.split(".")) for root in package_roots)
    request = Request(folder, Settings(respect_gitignore=False), Registry(()), paths)
    return load_sources(request).modules


def measured(modules: Sequence[Module], catalog: Catalog) -> Taken:
    """Links once, as the product does: without collecting garbage meanwhile."""
    gc.collect()
    with no_collection():
        started = time.process_time()
        project = link(modules, catalog)
        linked = time.process_time()
        project.route_table()
        ended = time.process_time()
    return Taken(sum(module.facts.lines for module in modules), linked - started, ended - linked)


def copied(modules: Sequence[Module], times: int) -> list[Module]:
    """The modules so many times, each copy under packages of its own: `shop.main`, `shop__2.main` …"""
    roots = {name.partition(".")[0] for module in modules for name in module.names}
    found = list(modules)
    for number in range(2, times + 1):
        found += [_copy(module, roots, f"__{number}") for module in modules]
    return found


def _copy(module: Module, roots: set[str], suffix: str) -> Module:
    root, slash, rest = module.path.partition("/")
    path = f"{root}{suffix}{slash}{rest}" if slash else f"{root.removesuffix('.py')}{suffix}.py"
    names = tuple(_renamed(name, roots, suffix) for name in module.names)
    definitions = tuple(_with_imports(definition, roots, suffix) for definition in module.facts.definitions)
    facts = ModuleFacts(definitions, module.facts.suppressions, module.facts.lines)
    return Module(path, names, module.is_package, facts)


def _with_imports(definition: Definition, roots: set[str], suffix: str) -> Definition:
    bindings = tuple(_rebound(binding, roots, suffix) for binding in definition.body.bindings)
    return definition._replace(body=definition.body._replace(bindings=bindings))


def _rebound(binding: Binding, roots: set[str], suffix: str) -> Binding:
    target = binding.value
    if not isinstance(target, ImportTarget) or target.level:
        return binding
    module, runs = (_renamed(name, roots, suffix) for name in (target.module, target.runs))
    return binding._replace(value=target._replace(module=module, runs=runs))


def _renamed(name: str, roots: set[str], suffix: str) -> str:
    root, dot, rest = name.partition(".")
    return f"{root}{suffix}{dot}{rest}" if root in roots else name


def exponent(taken: Sequence[Taken]) -> float:
    """The slope of the logarithm of the time over that of the lines, by least squares."""
    points = [(math.log(one.lines), math.log(max(one.seconds, 1e-9))) for one in taken]
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0


def profile(modules: Sequence[Module], catalog: Catalog, most: int) -> None:
    """Print where the time goes, by own time."""
    profiler = cProfile.Profile()
    with no_collection():
        profiler.runcall(lambda: link(modules, catalog).route_table())
    pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(most)


def chosen(loaded: Sequence[tuple[Truth, tuple[Module, ...]]]) -> list[tuple[Truth, tuple[Module, ...]]]:
    """The smallest, the middle and the largest."""
    ordered = sorted(loaded, key=lambda one: sum(module.facts.lines for module in one[1]))
    picked = {0, len(ordered) // 2, len(ordered) - 1} if ordered else set()
    return [ordered[number] for number in sorted(picked)]


def loaded(options: argparse.Namespace) -> list[tuple[Truth, tuple[Module, ...]]]:
    """The applications whose sources are there, with their facts."""
    found = []
    wanted = {*options.only, *([options.copies] if options.only and options.copies else [])}
    for truth in load_truths(options.truth):
        if wanted and truth.app not in wanted:
            continue
        sources = sources_of(truth, options.cache, checkouts_of(options.checkout), sdists=options.sdists)
        if sources.folder is None:
            print(f"{truth.app}: skipped: {sources.word}", file=sys.stderr)
        else:
            found.append((truth, modules_of(sources.folder, truth.package_roots)))
    return found


def main() -> int:
    """Print the table; the exit code is 1 if there was nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, "--corpus")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="measure these applications")
    parser.add_argument("--copies", metavar="NAME", help="the application that is copied; by default the middle one")
    parser.add_argument("--profile", type=int, metavar="N", help="print the N dearest functions of each application")
    options = parser.parse_args()
    there = loaded(options)
    picked = there if options.only else chosen(there)
    if not picked:
        return 1
    print(f"{'application':24}{'lines':>10}{'link s':>10}{'µs/line':>10}{'views s':>10}{'µs/line':>10}")
    for truth, modules in picked:
        catalog = load_catalog(imports_of(modules))
        print(measured(modules, catalog).told(truth.app), flush=True)
        if options.profile:
            profile(modules, catalog, options.profile)
    by_name = {truth.app: modules for truth, modules in there}
    name = options.copies or picked[len(picked) // 2][0].app
    modules, catalog = by_name[name], load_catalog(imports_of(by_name[name]))
    taken = []
    for times in COPIES:
        taken.append(measured(copied(modules, times), catalog))
        print(taken[-1].told(f"{name} × {times}"), flush=True)
    print(f"\nthe time grows with the lines to the power of {exponent(taken):.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
