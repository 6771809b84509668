"""How many real bugs are found before their fix, and how many are still reported after it.

    python bench/score_bugs.py CASES.json TREES [--only ID] [--misses] [--family blocking]

CASES.json describes the bugs: handler, chain of functions from the handler to the leaf, statement of the leaf. TREES
holds `<id>/before` and `<id>/after`: the sources on both sides of the fix. Nothing of an application is installed.

A bug is *caught* if a finding of the right kind stands on the handler's chain, or leads along it, and one of its chains
ends in the bug's statement; it is *shown* if that is the chain that the report draws. It is caught *by function* if the
chain ends elsewhere in the function that has the bug, or passes through it; *by handler* (which is a miss) if something
else on the chain is reported. It is *still flagged* after the fix if a chain ends in a statement of the same function
that makes the same call; *still elsewhere* if such a finding stands in a function that is not on the chain, which the
fix may well have left alone.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from findings import ON_THE_LOOP, Reported, Step, findings_of

_CONTRACTS = {"untyped-response": ("FAL2",), "unawaited": ("FAL1",), "client-per-request": ("FAL1", "FAL5")}
"""Codes that count for bugs that do not block, by category."""


class Region(NamedTuple):
    """Some lines of a file."""

    path: str
    start: int
    end: int

    def holds(self, step: Step) -> bool:
        """True if the step lies within."""
        return step.path == self.path and self.start <= step.line <= self.end


class Verdict(NamedTuple):
    """What became of one case."""

    case: dict[str, Any]
    caught: str  # "shown", "line", "function", "handler" or ""
    still: str  # the place that is still flagged, or ""
    elsewhere: bool  # what is still flagged stands in a function off the handler's chain
    finding: Reported | None


def codes_of(case: dict[str, Any]) -> tuple[str, ...]:
    """Prefixes of the codes that are of the right kind for a case."""
    if case["category"] == "sync-def-io":
        return ("FAL104",)
    if case["family"] == "blocking":
        return ON_THE_LOOP
    return _CONTRACTS.get(case["category"], ("FAL4", "FAL5", "FAL7"))


def judged(case: dict[str, Any], trees: Path) -> Verdict:
    """The verdict on one case."""
    before, after = trees / case["id"] / "before", trees / case["id"] / "after"
    chain = list(_chain(case, before))
    statement = _statement(before / case["bug_file"], case)
    caught, finding = _caught(_of_kind(case, before), chain, statement)
    still, elsewhere = "", False
    if caught not in {"", "handler"} and not case["after_residual"]:
        still, elsewhere = _still(case, before, after, statement)
    return Verdict(case, caught, still, elsewhere, finding)


def _of_kind(case: dict[str, Any], tree: Path) -> list[Reported]:
    return [finding for finding in findings_of(tree) if finding.code.startswith(codes_of(case))]


def _chain(case: dict[str, Any], tree: Path) -> Iterator[Region]:
    for link in case["chain_detail"]:
        yield Region(link["file"], link["start"], link["end"])


def _statement(file: Path, case: dict[str, Any]) -> Region:
    """The innermost statement around the bug's line: of a compound one its header only."""
    line = case["bug_line"]
    found = (line, line)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None) or getattr(node, "cases", None)
            first = body[0] if body else None
            end = getattr(first, "lineno", node.end_lineno or node.lineno)
            end = max(node.lineno, end - 1) if first is not None else node.end_lineno or node.lineno
            if node.lineno <= line <= end:
                found = (node.lineno, end)
    return Region(case["bug_file"], *found)


def _caught(findings: list[Reported], chain: list[Region], statement: Region) -> tuple[str, Reported | None]:
    best: tuple[str, Reported | None] = ("", None)
    for finding in sorted((one for f in findings for one in f.each_chain), key=lambda one: one.is_further):
        if not any(region.holds(step) for region in chain for step in finding.steps):
            continue
        if statement.holds(finding.leaf):
            return "line" if finding.is_further else "shown", finding
        if any(chain[-1].holds(step) for step in finding.steps):
            best = ("function", finding)
        elif not best[0]:
            best = ("handler", finding)
    return best


def _still(case: dict[str, Any], before: Path, after: Path, statement: Region) -> tuple[str, bool]:
    """Where the same statement of the same function is still reported, and whether that is off the handler's chain."""
    chain = [region for link in case["chain"] if (region := _function(after, link)) is not None]
    leaf = _function(after, case["chain"][-1])
    if leaf is None or not chain:
        return "", False
    found: list[tuple[bool, str]] = []
    lines = (before / case["bug_file"]).read_text(encoding="utf-8").splitlines()
    bug = "".join("".join(lines[statement.start - 1 : statement.end]).split())
    for finding in (one for found in _of_kind(case, after) for one in found.each_chain):
        if not leaf.holds(finding.leaf) or not any(r.holds(step) for r in chain for step in finding.steps):
            continue
        call = "".join(finding.leaf.call.removesuffix("…").split())
        if call and (call in bug or bug in call or _head(call) in bug):
            off = not any(region.holds(finding.steps[0]) for region in chain)
            stands = finding.steps[0]
            found.append(
                (off, f"{finding.code} at {stands.path}:{stands.line} > {finding.leaf.path}:{finding.leaf.line}")
            )
    off, place = min(found, default=(False, ""))
    return place, off


def _head(call: str) -> str:
    return call.split("(", 1)[0] + "("


def _function(tree: Path, link: str) -> Region | None:
    """The lines of `file::qualified.name`, or None if it is not there any more."""
    path, _, qualname = link.partition("::")
    if not (tree / path).is_file() or qualname == "<module>":
        return None
    for name, node in _definitions(ast.parse((tree / path).read_text(encoding="utf-8")), ""):
        if name == qualname:
            return Region(path, node.lineno, node.end_lineno or node.lineno)
    return None


def _definitions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
        scope = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _definitions(child, f"{prefix}{child.name}." if scope else prefix)  # type: ignore[attr-defined]


def table(verdicts: list[Verdict]) -> list[str]:
    """Figures by category and by the number of functions on the chain."""
    lines = [f"{'':22}{'cases':>7}{'shown':>7}{'line':>7}{'function':>10}{'missed':>8}{'still':>7}{'elsewhere':>11}"]
    groups = {"all": verdicts}
    for verdict in sorted(verdicts, key=lambda v: (v.case["family"], v.case["category"])):
        groups.setdefault(f"{verdict.case['family']} {verdict.case['category']}", []).append(verdict)
    for verdict in sorted(verdicts, key=lambda v: len(v.case["chain"])):
        groups.setdefault(f"depth {len(verdict.case['chain'])}", []).append(verdict)
    for name, group in groups.items():
        caught = Counter(verdict.caught for verdict in group)
        still = sum(1 for verdict in group if verdict.still and not verdict.elsewhere)
        elsewhere = sum(1 for verdict in group if verdict.elsewhere)
        missed = caught[""] + caught["handler"]
        cells = f"{caught['shown']:7}{caught['line']:7}{caught['function']:10}{missed:8}{still:7}{elsewhere:11}"
        lines.append(f"{name:22}{len(group):7}{cells}")
    return lines


def told(verdict: Verdict) -> list[str]:
    """What is wrong with one case, and which capabilities it needs."""
    case = verdict.case
    lines = []
    if verdict.caught not in {"shown", "line"}:
        how = f"only by {verdict.caught}" if verdict.caught else "missed"
        lines.append(f"{case['id']}: {how}; {case['leaf']} at {case['bug_file']}:{case['bug_line']}")
        lines.append(f"    needs {', '.join(case['needs'])}; chain {' > '.join(case['chain'])}")
        if verdict.finding is not None:
            lines.append("    reported: " + " > ".join(f"{s.path}:{s.line}" for s in verdict.finding.steps))
    if verdict.still:
        where = " elsewhere" if verdict.elsewhere else ""
        lines.append(f"{case['id']}: still flagged{where} after the fix ({case['fix']}): {verdict.still}")
    return lines


def main() -> int:
    """Print the figures; the exit code is 1 if no case could be judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="only these cases")
    parser.add_argument("--family", help="only cases of this family: blocking or contract")
    parser.add_argument("--misses", action="store_true", help="list what was missed or is still flagged")
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text(encoding="utf-8"))
    cases = [case for case in cases if not options.only or case["id"] in options.only]
    cases = [case for case in cases if options.family in (None, case["family"])]
    verdicts = [judged(case, options.trees) for case in cases if (options.trees / case["id"] / "before").is_dir()]
    print("\n".join(table(verdicts)))
    if options.misses:
        print("\n".join(line for verdict in verdicts for line in told(verdict)))
    return 0 if verdicts else 1


if __name__ == "__main__":
    raise SystemExit(main())
