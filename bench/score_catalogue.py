"""The catalogue against a list of calls that block: which it knows, which it judges otherwise, which it finds in use.

    python bench/score_catalogue.py CSV [--only NAME] [--no-use]

CSV has a row a call: `qualified_name`, `package`, `kind`, `tier`, `offload`, `async_twin`. A row is covered if the
catalogue has the name, of the same kind, tier, offload and twin. What differs and says why in the `note` or `remedy`
of its entry is a deliberate difference; what differs silently contradicts. Then each call is written into a handler in
the ways of `receivers.toml`, and a finding must come out there. The exit code is 1 if a row is missing, contradicts or
is not found in use.
"""

from __future__ import annotations

import argparse
import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from findings import ON_THE_LOOP

from fastapi_lint.catalog.catalog import HARMLESS, Catalog
from fastapi_lint.catalog.loader import known_stems, load_catalog
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.effect import Leaf
from fastapi_lint.source.overlay import Files

_WAYS = tomllib.loads((Path(__file__).parent / "receivers.toml").read_text(encoding="utf-8"))
_HANDLER = """\
from fastapi import FastAPI, Request
{setup}
app = FastAPI()
@app.post("/")
async def handler(request: Request, url: str, key: str, path: str):
    data = await request.body()
"""


class Wanted(NamedTuple):
    """A row: what is said of one call."""

    name: str
    package: str
    kind: str
    tier: int
    offload: str
    twin: str


class Difference(NamedTuple):
    """What the catalogue says otherwise, and why if it tells."""

    name: str
    what: str
    reason: str | None


class Snippet(NamedTuple):
    """A handler that makes the call of a row on its last line."""

    row: Wanted
    way: str
    text: str

    @property
    def line(self) -> int:
        """The line of the call."""
        return self.text.count("\n")


def rows_of(file: Path) -> list[Wanted]:
    """The rows of the list."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Wanted(
                row["qualified_name"],
                row["package"],
                row["kind"],
                int(row["tier"].removeprefix("T")),
                row["offload"].replace("n/a", "none"),
                row["async_twin"],
            )
            for row in csv.DictReader(lines)
        ]


def compared(row: Wanted, catalog: Catalog) -> Iterator[Difference]:
    """Where the catalogue says otherwise of a row; a row that it does not have is a difference without a reason."""
    found = catalog.row(row.name)
    entry = catalog.leaf(row.name)
    if found is None:
        yield Difference(row.name, "missing", None)
    elif entry is None:
        is_said = found.table.get("kind") == HARMLESS
        yield Difference(row.name, "harmless", found.table.get("note") if is_said else None)
    else:
        leaf = entry.leaf
        reason = leaf.note or leaf.remedy
        if leaf.kind != row.kind and not (leaf.kind == "database" and row.kind in ("network", "disk")):
            yield Difference(row.name, f"kind {leaf.kind}, not {row.kind}", leaf.note)
        if leaf.tier != row.tier:
            yield Difference(row.name, f"tier {leaf.tier.value}, not {row.tier}", leaf.note)
        if leaf.offload != row.offload:
            yield Difference(row.name, f"offload {leaf.offload}, not {row.offload}", reason)
        if row.twin and not _is_twin(leaf, row.twin):
            yield Difference(row.name, f"twin {leaf.twin}, not {row.twin}", reason)


def _is_twin(leaf: Leaf, twin: str) -> bool:
    """True for the twin itself, for something of its class or module, and where the remedy names it."""
    owner = twin.rpartition(".")[0]
    if leaf.twin is not None:
        return leaf.twin == twin or leaf.twin.startswith((f"{twin}.", f"{owner}."))
    return leaf.remedy is not None and any(part in leaf.remedy for part in (twin, twin.rpartition(".")[2], owner))


def snippets_of(row: Wanted) -> Iterator[Snippet]:
    """The row's call in a handler, in each way in which its receiver comes about."""
    owner, _, method = row.name.rpartition(".")
    if row.name in _WAYS["names"]:
        yield _snippet(row, _WAYS["names"][row.name], "{}")
    elif method == "__init__":
        yield _snippet(row, f"{_import_of(owner)}\n{owner}", "{}(data)")
    elif owner in _WAYS["receivers"] or _is_class(owner):
        call = _WAYS["calls"].get(method, f"$.{method}(data)").replace("$", "receiver")
        for way in _WAYS["receivers"].get(owner, [f"{_import_of(owner)}\n{owner}()"]):
            yield _snippet(row, way, call, receiver=True)
    else:
        yield _snippet(row, f"{_import_of(row.name)}\n{row.name}", "{}(data)")


def _snippet(row: Wanted, way: str, call: str, *, receiver: bool = False) -> Snippet:
    *setup, expression = way.split("\n")
    inside = "".join(f"{line}\n" for line in setup if line.startswith(" "))
    setup = [line for line in setup if not line.startswith(" ")]
    body = f"    receiver = {expression}\n    {call}\n" if receiver else f"    {call.format(expression)}\n"
    return Snippet(row, way, _HANDLER.format(setup="\n".join(setup)) + inside + body)


def _is_class(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()


def _import_of(name: str) -> str:
    """The import statement for a dotted name whose modules are written in small letters."""
    module = re.split(r"\.(?=[A-Z])", name)[0]
    module = module.rpartition(".")[0] if module == name else module
    return f"import {module}" if module and module != "builtins" else ""


def not_found(snippets: Iterable[Snippet], registry: Registry) -> Iterator[Snippet]:
    """Those on whose last line nothing is found; each library's are one project, which imports that library alone."""
    by_package: dict[str, dict[str, Snippet]] = {}
    for number, snippet in enumerate(snippets):
        by_package.setdefault(snippet.row.package, {})[f"way_{number}.py"] = snippet
    settings = Settings(select=(*ON_THE_LOOP, "FAL110"), confidence="low")  # FAL110: runs a loop within the loop
    for files in by_package.values():
        texts = {path: snippet.text for path, snippet in files.items()}
        request = Request(Path(), settings, registry, files=Files.in_memory(texts))
        found = {(one.location.path, one.span.line) for one in analyse(request).findings}
        yield from (snippet for path, snippet in files.items() if (path, snippet.line) not in found)


def report(rows: list[Wanted], catalog: Catalog) -> list[Difference]:
    """Print how the catalogue judges; the contradictions."""
    differences = [difference for row in rows for difference in compared(row, catalog)]
    for title, wanted in (("contradicts", False), ("deliberate difference", True)):
        for one in differences:
            if (one.reason is not None) is wanted:
                print(f"{title}: {one.name}: {one.what}" + (f" ({one.reason})" if one.reason else ""))
    differing = {one.name for one in differences if one.reason is not None}
    wrong = {one.name for one in differences if one.reason is None}
    print(f"rows {len(rows)}, contradicted {len(wrong)}, deliberately different {len(differing - wrong)}")
    return [one for one in differences if one.reason is None]


def main() -> int:
    """Print what the catalogue lacks, says otherwise, and does not find in use."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--only", default="", help="rows whose name or package contains this")
    parser.add_argument("--no-use", action="store_true", help="compare the tables alone")
    options = parser.parse_args()
    catalog = load_catalog(known_stems())
    rows = [row for row in rows_of(options.csv) if options.only in row.name or options.only in row.package]
    wrong = bool(report(rows, catalog))
    if not options.no_use:
        blocking = [row for row in rows if catalog.leaf(row.name) is not None]
        snippets = [snippet for row in blocking for snippet in snippets_of(row)]
        missed = list(not_found(snippets, load_rules()))
        for snippet in missed:
            print(f"not found in use: {snippet.row.name}: {snippet.way!r}")
        names = {snippet.row.name for snippet in missed}
        print(f"in use: {len(blocking) - len(names)} of {len(blocking)} rows found in each way of {len(snippets)}")
        wrong = wrong or bool(missed)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
