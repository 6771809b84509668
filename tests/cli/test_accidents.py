"""What goes wrong is told in one line, and never read as clean."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_lint.cli.main import main


class Stdin:
    """A standard input that fails when it is read."""

    def __init__(self, error: BaseException) -> None:
        self.buffer = self
        self._error = error

    def read(self) -> bytes:
        raise self._error


@pytest.fixture
def reading_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs `check -` with a standard input that raises; gives the exit code."""
    monkeypatch.chdir(tmp_path)

    def run(error: BaseException, *options: str) -> int:
        monkeypatch.setattr(sys, "stdin", Stdin(error))
        return main(["check", "-", "--stdin-filename", "app.py", *options])

    return run


def test_an_interrupt_exits_130_with_a_word(reading_raises, capsys: pytest.CaptureFixture[str]):
    assert reading_raises(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "\ninterrupted\n")


def test_a_defect_of_ours_is_one_line_and_exits_3(reading_raises, capsys: pytest.CaptureFixture[str]):
    assert reading_raises(RuntimeError("no such thing")) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: fastapi-lint failed: RuntimeError: no such thing (at test_accidents.py:")
    assert told.err.endswith("hint: this is a defect of fastapi-lint; `--debug` shows the traceback to report\n")
    assert "Traceback" not in told.err


def test_debug_shows_the_traceback_of_a_defect(reading_raises, capsys: pytest.CaptureFixture[str]):
    assert reading_raises(RuntimeError("no such thing"), "--debug") == 3
    told = capsys.readouterr().err
    assert told.startswith("Traceback (most recent call last):\n")
    assert told.endswith("RuntimeError: no such thing\n")


def test_a_reader_that_goes_away_is_no_accident(tmp_path: Path):
    command = [sys.executable, "-m", "fastapi_lint", "rules", "--output-format", "json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_full_disk_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    if not Path("/dev/full").exists():
        return
    command = [sys.executable, "-m", "fastapi_lint", "rules"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_environment_variable_is_named(fastapi_lint, tmp_path: Path):
    told = fastapi_lint("check", ".", cwd=tmp_path, env={"FASTAPI_LINT_JOBS": "many"})
    assert told.returncode == 2
    assert told.stderr.startswith("error: the environment variable `FASTAPI_LINT_JOBS` has a wrong value: 'many'")
