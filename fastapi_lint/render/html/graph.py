"""Chains of calls as a graph in layers: the leaf at the end, and each function as near to it as its calls allow.

Nodes are functions; those that several chains pass through are drawn once. Layers and rows are numbers without a unit:
whoever draws decides on sizes, and on whether layers go across or down.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_SWEEPS = 4  # over all layers, each way: orders settle after two or three


class Step(NamedTuple):
    """A function (or leaf) on a chain, by a key that is the same for the same one, and the number of the call there."""

    key: Hashable
    call: int


class Edge(NamedTuple):
    """A line from one node to the next, and the points (layer, row) at which it passes the layers between."""

    start: int
    end: int
    via: tuple[tuple[int, float], ...] = ()


@dataclass
class Node:
    """A function, the calls that chains make in it, and where it is drawn. What is no function bends a long edge."""

    key: Hashable
    calls: list[int] = field(default_factory=list)
    layer: int = 0
    row: float = 0


@dataclass
class Graph:
    """Nodes and edges; there are `layers` of them, and rows from 0 up to less than `rows`."""

    nodes: list[Node]
    edges: list[Edge]
    layers: int
    rows: float


def drawn(chains: Iterable[Sequence[Step]]) -> Graph:
    """The graph of chains, laid out. The same chains in the same order give the same graph."""
    merged = _Merged()
    for chain in chains:
        merged.add(chain)
    return _Layout(merged).graph()


class _Merged:
    """Chains that share their functions. A step that would close a circle gets a node of its own."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.after: list[dict[int, None]] = []
        self._numbers: dict[Hashable, int] = {}

    def add(self, chain: Sequence[Step]) -> None:
        """Add the nodes and edges of a chain."""
        before: int | None = None
        seen: set[int] = set()
        for key, call in chain:
            number = self._numbers.get(key)
            if number is None or number in seen or (before is not None and self._leads(number, before)):
                number = self._new(key)
            seen.add(number)
            if call not in self.nodes[number].calls:
                self.nodes[number].calls.append(call)
            if before is not None:
                self.after[before][number] = None
            before = number

    def _new(self, key: Hashable) -> int:
        self.nodes.append(Node(key))
        self.after.append({})
        self._numbers.setdefault(key, len(self.nodes) - 1)
        return len(self.nodes) - 1

    def _leads(self, start: int, end: int) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            number = waiting.pop()
            if number == end:
                return True
            waiting += [one for one in self.after[number] if one not in seen]
            seen.update(self.after[number])
        return False


class _Layout:
    """Places the nodes: layers by the longest way to the end, rows so that few edges cross and most are short."""

    def __init__(self, merged: _Merged) -> None:
        self._nodes = merged.nodes
        self._after = [list(after) for after in merged.after]
        self._real = len(self._nodes)
        self._edges = [(start, end) for start, after in enumerate(self._after) for end in after]
        self._layers: list[list[int]] = []
        self._bends: dict[tuple[int, int], list[int]] = {}

    def graph(self) -> Graph:
        """The graph with the places of its nodes."""
        self._put_in_layers()
        self._bend_long_edges()
        before: list[list[int]] = [[] for _ in self._nodes]
        for start, after in enumerate(self._after):
            for end in after:
                before[end].append(start)
        self._before = before
        self._order()
        self._place()
        real = self._nodes[: self._real]
        edges = [Edge(start, end, self._via(start, end)) for start, end in self._edges]
        rows = max((node.row for node in self._nodes), default=-1) + 1
        return Graph(real, edges, len(self._layers), rows)

    def _via(self, start: int, end: int) -> tuple[tuple[int, float], ...]:
        return tuple((self._nodes[bend].layer, self._nodes[bend].row) for bend in self._bends.get((start, end), ()))

    def _put_in_layers(self) -> None:
        distance: dict[int, int] = {}
        for root in range(self._real):
            waiting = [root]
            while waiting:
                number = waiting[-1]
                missing = [end for end in self._after[number] if end not in distance]
                if missing:
                    waiting += missing
                else:
                    distance[number] = 1 + max((distance[end] for end in self._after[number]), default=-1)
                    waiting.pop()
        deepest = max(distance.values(), default=-1)
        self._layers = [[] for _ in range(deepest + 1)]
        for number, node in enumerate(self._nodes):
            node.layer = deepest - distance[number]
            self._layers[node.layer].append(number)

    def _bend_long_edges(self) -> None:
        for start, end in self._edges:
            layers = range(self._nodes[start].layer + 1, self._nodes[end].layer)
            if not layers:
                continue
            bends = []
            for layer in layers:
                bends.append(len(self._nodes))
                self._layers[layer].append(len(self._nodes))
                self._nodes.append(Node(None, layer=layer))
                self._after.append([])
            self._bends[start, end] = bends
            self._after[start][self._after[start].index(end)] = bends[0]
            for bend, following in pairwise((*bends, end)):
                self._after[bend].append(following)

    def _order(self) -> None:
        for layer in self._layers:
            self._number(layer)
        for _ in range(_SWEEPS):
            for layer in self._layers[1:]:
                self._sort(layer, self._before)
            for layer in reversed(self._layers[:-1]):
                self._sort(layer, self._after)

    def _sort(self, layer: list[int], beside: Sequence[Sequence[int]]) -> None:
        layer.sort(key=lambda number: self._middle(beside[number], self._nodes[number].row))
        self._number(layer)

    def _number(self, layer: list[int]) -> None:
        for row, number in enumerate(layer):
            self._nodes[number].row = row

    def _middle(self, numbers: Sequence[int], otherwise: float) -> float:
        rows = [self._nodes[number].row for number in numbers]
        return sum(rows) / len(rows) if rows else otherwise

    def _place(self) -> None:
        """Start from the layer with most nodes, and draw the others to the middle of what they are joined to."""
        if not self._layers:
            return
        widest = max(range(len(self._layers)), key=lambda number: len(self._layers[number]))
        for layer in self._layers[widest + 1 :]:
            self._draw_near(layer, self._before)
        for layer in reversed(self._layers[:widest]):
            self._draw_near(layer, self._after)
        top = min(node.row for node in self._nodes)
        for node in self._nodes:
            node.row = round(node.row - top, 2)

    def _draw_near(self, layer: list[int], beside: Sequence[Sequence[int]]) -> None:
        """Nodes that want the same place share the distance: each pushes the next one on, then all move back by half
        of what was too much."""
        wished = [self._middle(beside[number], self._nodes[number].row) for number in layer]
        rows: list[float] = []
        for wish in wished:
            rows.append(max(wish, rows[-1] + 1) if rows else wish)
        excess = sum(row - wish for row, wish in zip(rows, wished, strict=True)) / len(rows)
        for number, row in zip(layer, rows, strict=True):
            self._nodes[number].row = row - excess
