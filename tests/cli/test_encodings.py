"""Terminals that cannot show all, and sources that are odd: nothing is lost, and carets stand below what they mean."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import environment, write

HEAD = "import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
ODD = {
    "pyproject.toml": "",
    "wide.py": HEAD + '@app.get("/価格")\nasync def 読む() -> str:\n    return "日本語" + str(time.sleep(1))\n',
    "tabs.py": HEAD + '@app.get("/tabs")\nasync def tabs() -> None:\n\tx = 1;\ttime.sleep(1)\t# late\n',
    "control.py": HEAD + '@app.get("/c")\nasync def c() -> None:\n    x = "\x1b[31m\u202e"; time.sleep(1)  # \x07\n',
    "minified.py": HEAD
    + '@app.get("/m")\nasync def m() -> None: '
    + "a = 1; " * 5000
    + "time.sleep(1); "
    + "b = 2; " * 5000,
}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    write(tmp_path, ODD)
    return tmp_path


def seen(folder: Path, *arguments: str, encoding: str = "utf-8") -> str:
    """What a command writes to a stream of this encoding."""
    command = [sys.executable, "-m", "fastapi_lint", *arguments]
    env = environment({"PYTHONIOENCODING": encoding})
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=60)
    assert done.returncode in (0, 1), done.stderr.decode(encoding)
    return done.stdout.decode(encoding).replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "cp932"])
def test_a_code_page_gets_signs_that_it_has(odd: Path, encoding: str):
    text = seen(odd, "check", "--exit-zero", encoding=encoding)
    assert "4 findings: 4 errors" in text
    assert "\n----" in text
    assert " --> tabs.py:10:9 in tabs\n" in text


def test_names_that_a_code_page_lacks_are_marks_of_the_same_number(odd: Path):
    text = seen(odd, "check", "wide.py", "--exit-zero", encoding="cp1252")
    assert '10 |     return "???" + str(time.sleep(1))\n   |                        ^^^^^^^^^^^^^\n' in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--output-format", "concise", "--statistics", "--exit-zero"),
        ("routes",),
        ("routes", "--tree"),
        ("why", "wide.py:9"),
        ("rules",),
        ("explain", "--all", "--output-format", "rich"),
    ],
)
def test_every_command_writes_to_a_stream_that_knows_ascii_alone(odd: Path, arguments: tuple[str, ...]):
    assert seen(odd, *arguments, encoding="ascii")


def test_wide_characters_take_two_cells(odd: Path):
    text = seen(odd, "check", "wide.py", "--exit-zero")
    assert '10 │     return "日本語" + str(time.sleep(1))\n   │                           ^^^^^^^^^^^^^\n' in text


def test_tabs_reach_to_the_next_stop(odd: Path):
    text = seen(odd, "check", "tabs.py", "--exit-zero")
    assert "10 │     x = 1;  time.sleep(1)   # late\n   │             ^^^^^^^^^^^^^\n" in text


def test_what_controls_a_terminal_or_reorders_text_is_shown_as_what_it_is(odd: Path):
    text = seen(odd, "check", "control.py", "--exit-zero")
    assert (
        '10 │     x = "\\x1b[31m\\u202e"; time.sleep(1)  # \\x07\n   │                           ^^^^^^^^^^^^^\n'
        in text
    )
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_a_line_of_megabytes_is_shown_around_its_finding(odd: Path):
    text = seen(odd, "check", "minified.py", "--exit-zero")
    assert max(map(len, text.splitlines())) <= 80
    assert "│ …a = 1; time.sleep(1); b = 2; b = 2;" in text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("latin.py", f"# coding: latin-1\n{HEAD}x = 'größe'\n".encode("latin-1"), "No findings."),
        ("bom.py", b"\xef\xbb\xbf" + HEAD.encode(), "No findings."),
        ("undeclared.py", f"{HEAD}x = 'größe'\n".encode("latin-1"), "byte 0xF6 on line 8 is not valid utf-8"),
        ("klingon.py", b"# coding: klingon\n", "unknown encoding: klingon"),
        ("utf16.py", HEAD.encode("utf-16"), "it is UTF-16"),
        ("nul.py", b"x = 1\n\0\n", "it has a NUL byte on line 2"),
    ],
)
def test_every_encoding_of_a_source_is_read_or_told(tmp_path: Path, name: str, data: bytes, told: str):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "fastapi_lint", "check", "--exit-zero"]
    done = subprocess.run(command, cwd=tmp_path, env=environment({}), capture_output=True, check=False, timeout=60)
    assert done.returncode == (0 if told == "No findings." else 3)
    assert told in " ".join(done.stdout.decode().split())


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names of files are text there")
def test_a_path_that_is_not_utf_8_is_shown_with_its_bytes(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text("")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py")).write_text(HEAD)
    command = [sys.executable, "-m", "fastapi_lint", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment({}), capture_output=True, check=False, timeout=60)
    assert "cannot read `caf\\xe9.py`: its name is not valid" in " ".join(done.stdout.decode().split())
