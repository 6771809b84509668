"""Path templates and the match tree agree with the regular expressions that Starlette makes of the same paths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import compile_path

from fastapi_lint.project.routing.match_tree import MatchTree
from fastapi_lint.project.routing.templates import Template, below, template_of

TEXTS = st.sampled_from(["a", "b", "a.b", "7", "a-7", "(a)", "x*"])
HOLES = st.sampled_from(["{}", "{:int}", "{:float}", "{:uuid}", "{:path}"])
UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Paths with parameters of all kinds, alone in their segment or beside text."""
    parts: list[str] = []
    for number in range(draw(st.integers(0, 4))):
        hole = draw(HOLES).replace("{", f"{{p{number}")
        parts.append(draw(st.sampled_from([draw(TEXTS), hole, draw(TEXTS) + hole, hole + draw(TEXTS)])))
    return "/" + "/".join(parts)


PATHS = st.lists(st.sampled_from(["a", "b", "a.b", "7", "7.5", "a-7", "(a)", "x*", UUID, "", "aa"]), max_size=5).map(
    lambda parts: "/" + "/".join(parts)
)


@given(st.lists(templates(), max_size=12), PATHS)
def test_the_tree_finds_what_starlette_matches(written: list[str], path: str) -> None:
    tree: MatchTree[int] = MatchTree()
    for number, each in enumerate(written):
        tree.add(template_of(each), number)
    expected = [number for number, each in enumerate(written) if compile_path(each)[0].match(path)]
    assert sorted(tree.matching(path)) == expected


@given(templates())
def test_a_template_matches_its_own_samples(written: str) -> None:
    pattern = compile_path(written)[0]
    assert all(pattern.match(sample) for sample in template_of(written).samples())


@given(templates(), templates(), PATHS)
def test_what_matches_all_samples_matches_all_that_the_other_does(wider: str, narrower: str, path: str) -> None:
    wide, narrow = compile_path(wider)[0], compile_path(narrower)[0]
    covers = all(wide.match(sample) for sample in template_of(narrower).samples())
    assert not (covers and narrow.match(path) and not wide.match(path))


def test_shapes_are_equal_for_paths_that_match_the_same() -> None:
    assert template_of("/a/{x}/{y:int}").shape == template_of("/a/{number:str}/{z:int}").shape
    assert template_of("/a/{x}").shape != template_of("/a/{x:path}").shape


def test_what_a_mount_takes() -> None:
    template: Template = template_of(below("/static/"))
    assert list(template.samples()) == ["/static/", "/static/~", "/static/~/~"]


def test_values_of_parameters() -> None:
    assert template_of("/a/{x}.{y:int}").values("/a/b.7") == {"x": "b", "y": "7"}
    assert template_of("/a/{x}").values("/b") == {}


def test_braces_with_spaces_are_no_parameter() -> None:
    assert template_of("/a/{ x }").parameters == ()
