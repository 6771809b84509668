"""Code frames: the marks stand exactly under what is meant, whatever the line is made of."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fastapi_lint.model.location import Span
from fastapi_lint.render.frame import frame
from fastapi_lint.render.glyphs import ASCII
from fastapi_lint.render.page import Page


def framed(source: str, span: tuple[int, int, int, int], page: Page | None = None) -> str:
    lines = source.splitlines()
    return "\n".join(line.plain for line in frame(Span(*span), lines, page or Page(width=60), "red"))


def shown(text: str) -> str:
    return dedent(text).strip("\n")


def test_one_line_with_a_line_of_context_on_each_side():
    source = "import requests\n\ndef load():\n    return requests.get(URL)\n\nURL = ''\n"
    assert framed(source, (4, 12, 4, 29)) == shown(
        """
          │
        3 │ def load():
        4 │     return requests.get(URL)
          │            ^^^^^^^^^^^^^^^^^
          │
        """
    )


def test_line_numbers_of_different_width_stand_right():
    source = "\n" * 8 + "first()\nsecond()\nthird()\n"
    assert framed(source, (10, 1, 10, 9)) == shown(
        """
           │
         9 │ first()
        10 │ second()
           │ ^^^^^^^^
        11 │ third()
           │
        """
    )


def test_a_span_of_several_lines_has_its_first_and_last_line_marked():
    source = "async def read():\n    page = get(\n        URL,\n    ).text\n    return page\n"
    assert framed(source, (2, 12, 4, 6)) == shown(
        """
          │
        1 │   async def read():
        2 │ ╭     page = get(
          │ │            ^^^^
        3 │ │         URL,
        4 │ ╰     ).text
          │       ^
        5 │       return page
          │
        """
    )


def test_a_long_span_leaves_out_its_middle():
    source = "rows = [\n" + "".join(f"    {number},\n" for number in range(20)) + "]\n"
    assert framed(source, (1, 8, 22, 2)) == shown(
        """
           │
         1 │ ╭ rows = [
           │ │        ^
         2 │ │     0,
         3 │ │     1,
           │ │ …
        21 │ │     19,
        22 │ ╰ ]
           │   ^
           │
        """
    )


def test_a_span_that_ends_at_the_start_of_a_line_ends_with_the_line_before():
    assert framed("load()\nsave()\n", (1, 1, 2, 1)) == shown(
        """
          │
        1 │ load()
          │ ^^^^^^
        2 │ save()
          │
        """
    )


def test_tabs_go_to_the_next_stop():
    assert framed("if ready:\n\treturn\tload(x)  # now\n", (2, 9, 2, 16)) == shown(
        """
          │
        1 │ if ready:
        2 │     return  load(x)  # now
          │             ^^^^^^^
          │
        """
    )


def test_wide_characters_take_two_cells():
    assert framed('label("漢字", load("書"), 1)\n', (1, 13, 1, 22)) == shown(
        """
          │
        1 │ label("漢字", load("書"), 1)
          │               ^^^^^^^^^^
          │
        """
    )


def test_a_combining_accent_takes_no_cell():
    assert framed('name = "e\u0301"; load()\n', (1, 13, 1, 19)).splitlines()[2] == "  │" + " " * 12 + "^" * 6


def test_the_last_line_may_lack_its_line_end():
    assert framed("first()\nlast()", (2, 1, 2, 7)) == shown(
        """
          │
        1 │ first()
        2 │ last()
          │ ^^^^^^
          │
        """
    )


def test_an_empty_span_has_one_mark():
    assert framed("load()\n", (1, 7, 1, 7)).splitlines()[2] == "  │ " + " " * 6 + "^"


def test_a_place_that_the_file_does_not_have_has_no_frame():
    assert framed("load()\n", (7, 1, 7, 3)) == ""
    assert framed("", (1, 1, 1, 1)) == ""


def test_a_span_beyond_the_last_line_ends_there():
    assert framed("load()\n", (1, 1, 9, 9)).splitlines()[2].strip() == "│ ^^^^^^"


def test_control_characters_of_the_source_never_reach_the_terminal():
    text = framed('print("\x1b[31m", load())\n', (1, 16, 1, 22))
    assert text.splitlines()[1:3] == [
        r'1 │ print("\x1b[31m", load())',
        "  │                   ^^^^^^",
    ]


def test_a_bidirectional_override_is_shown_as_what_it_is():
    assert r"\u202e" in framed('role = "\u202eadmin"\n', (1, 8, 1, 16))


def test_a_long_line_is_scrolled_to_the_marks():
    source = "value = " + "a" * 100 + "(load(x))" + "b" * 100 + "\n"
    lines = framed(source, (1, 110, 1, 117), Page(width=50)).splitlines()
    assert lines[1] == "1 │ …aaaaaa(load(x))" + "b" * 29 + "…"
    assert lines[2] == "  │ " + " " * 8 + "^" * 7
    assert len(lines[1]) == 50


def test_marks_do_not_run_over_the_edge():
    source = "call(" + "x" * 200 + ")\n"
    assert max(map(len, framed(source, (1, 1, 1, 207), Page(width=40)).splitlines())) <= 40


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_streams_without_box_drawing_get_ascii(encoding: str):
    page = Page(width=60, glyphs=ASCII, encoding=encoding)
    text = framed('value = (\n    label("漢"),\n    load(),\n)\n', (1, 9, 4, 2), page)
    assert text.encode(encoding)
    assert text == shown(
        """
          |
        1 | / value = (
          | |         ^
        2 | |     label("?"),
        3 | |     load(),
        4 | \\ )
          |   ^
          |
        """
    )
