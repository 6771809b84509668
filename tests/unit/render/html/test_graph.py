"""Chains become a graph in layers: shared functions once, the leaf last, nothing on top of each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from fastapi_lint.render.html.graph import Graph, Step, drawn


def chain(names: str, first_call: int = 0) -> list[Step]:
    return [Step(name, first_call + position) for position, name in enumerate(names)]


def places(graph: Graph) -> dict[object, tuple[int, float]]:
    return {node.key: (node.layer, node.row) for node in graph.nodes}


def test_a_single_chain_is_a_straight_line() -> None:
    graph = drawn([chain("abc")])
    assert places(graph) == {"a": (0, 0), "b": (1, 0), "c": (2, 0)}
    assert [(edge.start, edge.end) for edge in graph.edges] == [(0, 1), (1, 2)]
    assert (graph.layers, graph.rows) == (3, 1)


def test_chains_that_meet_are_drawn_once_from_there_on() -> None:
    graph = drawn([chain("aXZ"), chain("bXZ", 10)])
    assert places(graph) == {"a": (0, 0), "b": (0, 1), "X": (1, 0.5), "Z": (2, 0.5)}
    assert len(graph.edges) == 3
    assert next(node for node in graph.nodes if node.key == "X").calls == [1, 11]


def test_a_chain_that_parts_has_its_leaves_beside_each_other() -> None:
    graph = drawn([chain("aXY"), chain("aXZ")])
    assert places(graph) == {"a": (0, 0.5), "X": (1, 0.5), "Y": (2, 0), "Z": (2, 1)}


def test_each_function_is_as_near_to_the_leaf_as_its_calls_allow() -> None:
    """`b` calls the leaf itself, and so stands beside `X`, however short its own chain is."""
    layers = {key: layer for key, (layer, _) in places(drawn([chain("aXYZ"), chain("bZ")])).items()}
    assert layers == {"a": 0, "X": 1, "Y": 2, "b": 2, "Z": 3}


def test_an_edge_over_several_layers_goes_round_the_functions_between() -> None:
    graph = drawn([chain("aXZ"), chain("aZ")])
    long = next(edge for edge in graph.edges if edge.via)
    assert (graph.nodes[long.start].key, graph.nodes[long.end].key) == ("a", "Z")
    ((layer, row),) = long.via
    assert layer == 1
    assert abs(row - places(graph)["X"][1]) >= 1


def test_a_recursion_on_a_chain_is_drawn_as_often_as_it_is_passed() -> None:
    graph = drawn([chain("aba")])
    assert [node.key for node in graph.nodes] == ["a", "b", "a"]


def test_chains_that_pass_the_same_functions_in_both_orders_make_no_circle() -> None:
    graph = drawn([chain("abZ"), chain("baZ")])
    assert all(graph.nodes[edge.start].layer < graph.nodes[edge.end].layer for edge in graph.edges)


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn([]) == Graph([], [], 0, 0)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), max_size=12))
def test_whatever_the_chains_are(names: list[list[str]]) -> None:
    chains = [[*chain("".join(each)), Step("leaf", 99)] for each in names]
    graph = drawn(chains)
    assert graph == drawn(chains)
    assert all(graph.nodes[edge.start].layer < graph.nodes[edge.end].layer for edge in graph.edges)
    for one, other in combinations(graph.nodes, 2):
        assert one.layer != other.layer or abs(one.row - other.row) >= 0.98, "two boxes on top of each other"
    assert all(0 <= node.layer < graph.layers and 0 <= node.row < graph.rows for node in graph.nodes)
    assert {node.key for node in graph.nodes} == {step.key for each in chains for step in each}
