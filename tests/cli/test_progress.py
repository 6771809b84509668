"""The bar is for people who wait, and for nobody else."""

from __future__ import annotations

import io

import pytest

from fastapi_lint.cli.progress import Bar


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _a_real_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("CI", raising=False)


def drawn(stream: io.StringIO, *, hidden: bool = False, patience: float = 0.0) -> str:
    with Bar(stream, hidden=hidden, patience=patience) as bar:
        bar.advance("read", 3, 12)
    return stream.getvalue()


def test_a_terminal_sees_the_stage_and_how_far_it_is():
    shown = drawn(Terminal())
    assert "Reading files" in shown
    assert "25%" in shown


def test_the_bar_leaves_nothing_behind():
    assert drawn(Terminal()).endswith("\x1b[1A\x1b[2K")


def test_short_work_shows_no_bar():
    assert drawn(Terminal(), patience=60) == ""


def test_a_pipe_gets_no_bar():
    assert drawn(io.StringIO()) == ""


def test_quiet_runs_show_no_bar():
    assert drawn(Terminal(), hidden=True) == ""


@pytest.mark.parametrize(("variable", "value"), [("CI", "true"), ("TERM", "dumb")])
def test_what_keeps_all_that_is_written_gets_no_bar(monkeypatch: pytest.MonkeyPatch, variable: str, value: str):
    monkeypatch.setenv(variable, value)
    assert drawn(Terminal()) == ""
