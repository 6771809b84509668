"""The data of the audit: findings, chains, routes and frames as plain tables that the page's script reads.

What occurs often (paths, calls, sets of routes, advice) is in a table of its own and referred to by its number: a
report of three thousand findings is a few megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.report import Report
from fastapi_lint.model.route import DependencyView, RouteView, ServedRoutes
from fastapi_lint.render.context import LinesOf
from fastapi_lint.render.html.causes import Cause, leaves_of
from fastapi_lint.render.html.escaping import told
from fastapi_lint.render.html.frames import Frames, settled
from fastapi_lint.render.html.graph import Graph, Step, drawn
from fastapi_lint.render.html.interning import Table
from fastapi_lint.render.html.standing import Standing
from fastapi_lint.render.tally import advised_findings

DRAWN_CHAINS = 60
"""Chains that a graph of all that leads to one leaf has room for; the gravest are drawn."""


class _Call(NamedTuple):
    """A call on a chain: path, line, column, column behind it, line of the `def` around it (0: unknown), …"""

    path: int
    line: int
    column: int
    end: int
    header: int
    function: str
    text: str


class Document:
    """Makes the tables. What is asked last (`finished`) has all that was mentioned before."""

    def __init__(self, report: Report, lines_of: LinesOf) -> None:
        self._report = report
        self._frames = Frames(lines_of)
        self._paths: Table[str] = Table()
        self._calls: Table[_Call] = Table()
        self._numbers: dict[Hop, int] = {}
        self._labels: Table[str] = Table()
        self._sets: Table[tuple[int, ...]] = Table()
        self._texts: Table[str] = Table()
        self._leaves: Table[tuple[str, str]] = Table()

    def finished(self, causes: Sequence[Cause]) -> dict[str, Any]:
        """The whole, ready to become JSON."""
        apps = [self._app(app) for app in self._report.apps or ()]
        findings = [self._finding(finding) for finding in advised_findings(self._report)]
        return {
            "apps": apps,
            "findings": findings,
            "everywhere": [finding.fingerprint for finding in Standing(self._report).everywhere],
            "causes": [self._cause(cause) for cause in causes],
            "calls": self._calls.values,
            "leaves": self._leaves.values,
            "labels": self._labels.values,
            "sets": self._sets.values,
            "texts": self._texts.values,
            "sources": [[self._path(path), regions] for path, regions in self._frames.regions()],
            "paths": self._paths.values,
        }

    def _path(self, path: str) -> int:
        return self._paths.number(told(path))

    def _finding(self, finding: Finding) -> dict[str, Any]:
        path, span = finding.location
        self._frames.want(path, span.line, span.end_line)
        header = self._header(path, span.line, finding.function)
        shown = {
            "id": finding.fingerprint,
            "code": told(finding.code),
            "name": told(finding.name),
            "severity": finding.severity.rank,
            "confidence": finding.confidence.rank,
            "message": told(finding.message),
            "path": self._path(path),
            "span": settled(span),
            "header": header,
            "function": told(finding.function),
            "thread": told(finding.thread),
            "routes": self._set(finding.routes),
        }
        if finding.advice:
            shown["advice"] = self._texts.number(told(finding.advice))
        if finding.introduced:
            cause, where, at = finding.introduced
            shown["introduced"] = [str(cause), f"{told(where)}:{at}" if where and at else ""]
        if finding.fix:
            shown["fix"] = f"{told(finding.fix.title)} ({finding.fix.safety})"
        if finding.trace:
            shown["chain"] = [self._call(hop) for hop in finding.trace]
        if finding.leaf or finding.leaf_name:
            shown["leaf"] = self._leaf(finding.leaf_name, finding.leaf)
        if finding.also:
            shown["also"] = [self._leaf(chain.leaf, chain.kind) for chain in finding.also]
            leaves = leaves_of(finding)
            shown["graph"] = self._graph(drawn([self._steps(leaf, trace) for leaf, _, trace in leaves]))
        return shown

    def _set(self, labels: Sequence[str]) -> int:
        return self._sets.number(tuple(sorted({self._labels.number(told(label)) for label in labels})))

    def _leaf(self, name: str, kind: str) -> int:
        return self._leaves.number((told(name), told(kind)))

    def _call(self, hop: Hop) -> int:
        number = self._numbers.get(hop)
        if number is None:
            frames = self._frames
            frames.want(hop.path, hop.line)
            end = frames.end_of_call(hop.path, hop.line, hop.column, hop.call)
            header = self._header(hop.path, hop.line, hop.function)
            place = (self._path(hop.path), hop.line, hop.column, end, header)
            number = self._numbers[hop] = self._calls.number(_Call(*place, told(hop.function), told(hop.call)))
        return number

    def _header(self, path: str, line: int, function: str) -> int:
        header = self._frames.header(path, line, function)
        if header:
            self._frames.want_alone(path, header)
        return header

    def _steps(self, leaf: str, trace: Sequence[Hop]) -> list[Step]:
        """A chain as steps: its functions, and then the leaf, at which the last call is looked at once more."""
        steps = [Step((hop.path, hop.function), self._call(hop)) for hop in trace]
        return [*steps, Step(leaf, steps[-1].call)] if steps else []

    def _graph(self, graph: Graph) -> dict[str, Any]:
        """Nodes are [layer, row, leaf (or ``), calls], edges [start, end, points between]."""
        return {
            "layers": graph.layers,
            "rows": graph.rows,
            "nodes": [
                [node.layer, node.row, told(node.key) if isinstance(node.key, str) else "", node.calls]
                for node in graph.nodes
            ],
            "edges": [[edge.start, edge.end, *([edge.via] if edge.via else [])] for edge in graph.edges],
        }

    def _cause(self, cause: Cause) -> dict[str, Any]:
        chains = [self._steps(cause.leaf, trace) for trace in cause.chains[:DRAWN_CHAINS]]
        return {
            "leaf": told(cause.leaf),
            "kind": told(cause.kind),
            "chains": len(cause.chains),
            "drawn": len(chains),
            "graph": self._graph(drawn(chains)),
        }

    def _app(self, app: ServedRoutes) -> dict[str, Any]:
        return {
            "name": told(app.name),
            "module": told(app.module),
            "path": self._path(app.path) if app.path else None,
            "line": app.line,
            "routes": [self._route(route) for route in app.routes],
        }

    def _route(self, route: RouteView) -> dict[str, Any]:
        path, line = route.place
        shown: dict[str, Any] = {
            "verb": told(route.verb),
            "path": told(route.path),
            "label": self._labels.number(told(f"{route.verb} {route.path}")),
            "handler": told(route.endpoint.qualname if route.endpoint else route.mounted),
            "file": self._path(path),
            "line": line,
            "thread": told(route.thread or ""),
        }
        if route.dependencies:
            shown["needs"] = [self._dependency(each) for each in route.dependencies]
        if route.response_model:
            shown["returns"] = told(route.response_model)
        if route.worst_effect is not None:
            worst = route.worst_effect
            place = [self._path(worst.path), worst.line]
            shown["worst"] = [worst.severity, told(worst.kind), told(worst.leaf), worst.thread, *place]
        return shown

    def _dependency(self, dependency: DependencyView) -> list[Any]:
        return [told(dependency.name), self._path(dependency.path), dependency.line, dependency.depth]
