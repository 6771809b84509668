"""When paths and codes lead somewhere."""

from __future__ import annotations

import pytest

from fastapi_lint.engine.hyperlinks import FILES, LINES, NONE, PAGES, hyperlinks

GNOME = {"TERM": "xterm-256color", "VTE_VERSION": "7600"}


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({"TERM": "xterm-256color"}, NONE),
        ({"TERM": "linux"}, NONE),
        (GNOME, FILES),
        ({**GNOME, "VTE_VERSION": "5000"}, NONE),
        ({**GNOME, "VTE_VERSION": "new"}, NONE),
        ({**GNOME, "TERM": "dumb"}, NONE),
        ({**GNOME, "CI": "true"}, NONE),
        ({**GNOME, "NO_COLOR": "1"}, FILES),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, FILES),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230804"}, FILES),
        ({"TERM": "alacritty-direct"}, FILES),
        ({"WT_SESSION": "0"}, FILES),
        ({"TERM": "xterm-kitty"}, LINES),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, PAGES),
    ],
)
def test_a_terminal_gets_what_it_is_known_to_show(environ: dict[str, str], level: str):
    assert hyperlinks("auto", environ, is_terminal=True) == level


def test_a_pipe_gets_none():
    assert hyperlinks("auto", GNOME, is_terminal=False) == NONE


@pytest.mark.parametrize(
    ("asked", "forced", "level"),
    [
        ("auto", "1", FILES),
        ("auto", "0", NONE),
        ("never", "1", NONE),
        ("always", "0", FILES),
        ("always", "", FILES),
    ],
)
def test_the_option_counts_more_than_the_variable_and_both_more_than_the_terminal(asked: str, forced: str, level: str):
    assert hyperlinks(asked, {"TERM": "dumb", "FORCE_HYPERLINK": forced}, is_terminal=False) == level
