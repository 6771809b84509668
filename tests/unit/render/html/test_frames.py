"""The stretches of source that an audit carries: what is asked for, once, with its columns kept."""

from __future__ import annotations

from fastapi_lint.model.location import Span
from fastapi_lint.render.html.frames import Frames, Region, settled

LINES = [f"line {number}" for number in range(1, 101)]


def regions(lines: list[str], *wanted: tuple[int, int]) -> list[Region]:
    frames = Frames(lambda path: lines if path == "app.py" else ())
    for first, last in wanted:
        frames.want("app.py", first, last)
    return [region for _, found in frames.regions() for region in found]


def spans(found: list[Region]) -> list[tuple[int, int]]:
    return [(region.start, region.start + region.text.count("\n")) for region in found]


def test_lines_come_with_those_around_them() -> None:
    assert spans(regions(LINES, (50, 50))) == [(45, 55)]
    assert spans(regions(LINES, (2, 3), (99, 99))) == [(1, 8), (94, 100)]


def test_stretches_that_overlap_or_nearly_meet_are_one() -> None:
    assert spans(regions(LINES, (20, 20), (30, 30))) == [(15, 35)]
    assert spans(regions(LINES, (20, 20), (33, 33))) == [(15, 38)]
    assert spans(regions(LINES, (20, 20), (40, 40))) == [(15, 25), (35, 45)]


def test_of_a_long_span_the_first_lines_are_enough() -> None:
    assert spans(regions(LINES, (10, 100))) == [(5, 45)]
    assert settled(Span(10, 3, 100, 8)) == Span(10, 3, 40, 1)


def test_an_empty_span_is_one_character_long() -> None:
    assert settled(Span(4, 1, 4, 1)) == Span(4, 1, 4, 2)


def test_what_cannot_be_read_has_no_frames() -> None:
    frames = Frames(lambda _: ())
    frames.want("gone.py", 3)
    assert list(frames.regions()) == [("gone.py", [])]


def test_a_stretch_that_begins_within_a_string_knows_its_quotes() -> None:
    text = [
        'x = "not \\" long"  # """ in a comment',
        "def f():",
        '    """First.',
        *["    told"] * 20,
        '    ends with \\""" and then """',
        *["    y = 1"] * 20,
        "    z = '''",
        *["raw"] * 20,
    ]
    found = regions(text, (12, 12), (34, 34), (60, 60))
    assert [(region.start, region.quote) for region in found] == [(7, '"""'), (29, ""), (55, "'''")]


def test_the_header_of_the_function_around_a_call_is_found_above_it() -> None:
    lines = ["class A:", "    async def load(self):", "        def inner(): ...", "        fetch()", "x = 1"]
    frames = Frames(lambda _: lines)
    assert frames.header("a.py", 4, "A.load") == 2
    assert frames.header("a.py", 3, "A.load.<locals>.inner") == 3
    assert frames.header("a.py", 5, "<module>") == 0
    assert frames.header("a.py", 99, "load") == 0


def test_the_mark_of_a_call_ends_where_the_source_says_or_with_the_line() -> None:
    frames = Frames(lambda _: ["    return self.client.get(url)  "])
    assert frames.end_of_call("a.py", 1, 12, "self.client.get(…)") == 27
    assert frames.end_of_call("a.py", 1, 12, "other(…)") == 32
    assert frames.end_of_call("a.py", 7, 12, "other(…)") == 12


def test_each_character_keeps_its_column_and_none_is_invisible() -> None:
    (region,) = regions(["a\x1b[31m\tb\u202ec\x0cd"], (1, 1))
    assert region.text == "a␛[31m\tb\N{REPLACEMENT CHARACTER}c␌d"


def test_a_line_without_end_is_cut() -> None:
    (region,) = regions(["x" * 5_000], (1, 1))
    assert len(region.text) == 401
