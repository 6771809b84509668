"""How well the route table that is read from sources agrees with those of running applications.

    python bench/score_routes.py TRUTH_FOLDER [--corpus DIR] [--checkout NAME=DIR] [--only NAME] [--misses] [--causes]

Counted are the application's own routes by kind, full path and method, and mounts by path; what the truth has from
FastAPI itself or from third parties is neither right nor wrong. Handlers (module, qualified name, line of `def`, async
or not), dependencies (module, qualified name, line), the order and whatever else the truth says (thread, status code,
tags …) are judged among the routes that match.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from causes import Miss, misses
from corpus import add_arguments, checkouts_of, sources_of
from matching import NOTHING, Score, score, tally, totals
from truth import FIELDS, Truth, load_truths

from fastapi_lint.config.settings import Settings, TargetSettings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.routes import read_routes
from fastapi_lint.model.route import RouteReport


class Outcome(NamedTuple):
    """One application: its score, what is wrong with it, and the seconds that reading it took."""

    score: Score
    misses: list[Miss]
    seconds: float


def routes_of(folder: Path, package_roots: Iterable[str], fastapi: str | None = None) -> RouteReport:
    """The route table of an application's packages in a folder, without any configuration but FastAPI's version."""
    paths = tuple(folder.joinpath(*root.split(".")) for root in package_roots)
    settings = Settings(respect_gitignore=False, target=TargetSettings(fastapi=fastapi))
    return read_routes(Request(root=folder, settings=settings, registry=Registry(()), paths=paths))


def judged(truth: Truth, folder: Path) -> Outcome:
    """Reads the sources of an application and holds them against its truth."""
    started = time.perf_counter()
    report = routes_of(folder, truth.package_roots, truth.fastapi)
    seconds = time.perf_counter() - started
    result = score(truth, report.apps)
    return Outcome(result, misses(result, report.apps, folder), seconds)


_HEADINGS = (
    "application",
    "routes",
    "recall",
    "precision",
    "handlers",
    "deps recall",
    "deps precision",
    "order",
    "symbolic",
    "elsewhere",
)


def table(scores: list[Score]) -> list[str]:
    """One line an application and one for all together; shares in per cent."""
    lines = [f"{_HEADINGS[0]:24}" + "".join(f"{heading:>15}" for heading in _HEADINGS[1:])]
    for one in [*scores, totals(scores)]:
        cells = (
            str(one.route_recall.all),
            one.route_recall.percent,
            one.route_precision.percent,
            one.handlers.percent,
            one.dependency_recall.percent,
            one.dependency_precision.percent,
            one.order.percent,
            str(one.symbolic),
            str(one.elsewhere),
        )
        lines.append(f"{one.app:24}" + "".join(f"{cell:>15}" for cell in cells))
    return lines


def field_table(scores: list[Score]) -> list[str]:
    """What else the table says of the matched routes, one line an application; shares in per cent."""
    lines = [f"{'also right':24}" + "".join(f"{name:>19}" for name in FIELDS)]
    for one in [*scores, totals(scores)]:
        cells = (one.fields.get(name, NOTHING).percent for name in FIELDS)
        lines.append(f"{one.app:24}" + "".join(f"{cell:>19}" for cell in cells))
    return lines


def told(miss: Miss) -> str:
    """A miss on two lines, or on three where there is something to compare with."""
    lines = [f"  {miss.kind:17} {miss.what}  {miss.place}", miss.cause, miss.detail]
    return f"\n{'':20}".join(line for line in lines if line)


def told_causes(outcomes: list[Outcome]) -> list[str]:
    """Each guess with how often it was made and where first, the most frequent ones first."""
    lines = []
    found = [(miss, outcome.score.app) for outcome in outcomes for miss in outcome.misses]
    for cause, number in tally(f"{miss.kind}: {miss.cause}" for miss, _ in found):
        places = dict.fromkeys(
            f"{app} {m.place} ({m.what}) {m.detail}".rstrip() for m, app in found if f"{m.kind}: {m.cause}" == cause
        )
        lines += [f"{number:6} {cause}", *(f"         {place}" for place in list(places)[:3])]
    return lines


def main() -> int:
    """Print the scores; the exit code is 1 if no application could be scored."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, "--corpus")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only these applications")
    parser.add_argument("--misses", action="store_true", help="list everything that is wrong, with a guess of why")
    parser.add_argument("--causes", action="store_true", help="list the guesses by frequency")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    for truth in load_truths(options.truth):
        if options.only and truth.app not in options.only:
            continue
        sources = sources_of(truth, options.cache, checkouts_of(options.checkout), sdists=options.sdists)
        if sources.folder is None:
            print(f"{truth.app}: skipped: {sources.word}", file=sys.stderr)
            continue
        outcomes.append(judged(truth, sources.folder))
        print(f"{truth.app}: read in {outcomes[-1].seconds:.1f} s", file=sys.stderr)
        gc.collect()
    print("\n".join(table([outcome.score for outcome in outcomes])))
    print("\n" + "\n".join(field_table([outcome.score for outcome in outcomes])))
    library = sum(outcome.score.library_dependencies for outcome in outcomes)
    print(f"\nnot scored: {library} dependencies whose code is a library's, and routes of applications elsewhere")
    if options.misses:
        for outcome in outcomes:
            print(f"\n{outcome.score.app}")
            print("\n".join(told(miss) for miss in outcome.misses))
    if options.causes:
        print("\n" + "\n".join(told_causes(outcomes)))
    return 0 if outcomes else 1


if __name__ == "__main__":
    raise SystemExit(main())
