"""From bytes to text, as Python reads a source file."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.reader import MAX_BYTES, SourceText, decode, read


def text_of(data: bytes) -> SourceText:
    source = decode(data, "a.py")
    assert isinstance(source, SourceText), source
    return source


def problem_of(data: bytes) -> Problem:
    problem = decode(data, "a.py")
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.UNREADABLE
    assert problem.hint
    return problem


class TestEncoding:
    def test_utf_8_by_default(self) -> None:
        source = text_of("name = 'é'\n".encode())
        assert (source.text, source.encoding) == ("name = 'é'\n", "utf-8")

    def test_cookie(self) -> None:
        source = text_of(b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\nname = '\xe9'\n")
        assert source.text.endswith("name = 'é'\n")
        assert source.encoding == "iso-8859-1"

    def test_cookie_behind_old_line_ends(self) -> None:
        assert text_of(b"# start\r# coding: latin-1\rname = '\xe9'\r").text.endswith("'é'\n")

    def test_cookie_on_the_third_line_is_none(self) -> None:
        assert "line 3" in problem_of(b"\n\n# coding: latin-1 \xe9\n").message

    def test_byte_order_mark(self) -> None:
        source = text_of(b"\xef\xbb\xbfx = 1\n")
        assert (source.text, source.encoding) == ("x = 1\n", "utf-8-sig")

    @pytest.mark.parametrize("cookie", ["nonsense", "rot13", "hex", "undefined"])
    def test_cookie_that_is_no_text_encoding(self, cookie: str) -> None:
        assert problem_of(f"# coding: {cookie}\nx = 1\n".encode()).message.startswith("cannot decode `a.py`")

    def test_byte_order_mark_and_another_cookie(self) -> None:
        assert "cannot decode" in problem_of(b"\xef\xbb\xbf# coding: latin-1\n").message

    def test_bytes_that_are_no_utf_8(self) -> None:
        problem = problem_of(b"x = 1\ny = 2\nz = '\xe9'\n")
        assert problem.message == "cannot decode `a.py`: byte 0xE9 on line 3 is not valid utf-8"
        assert problem.line == 3

    def test_bytes_that_are_no_utf_8_in_the_first_line(self) -> None:
        assert problem_of(b"z = '\xe9'\n").message == "cannot decode `a.py`: byte 0xE9 on line 1 is not valid utf-8"

    def test_utf_16(self) -> None:
        assert "UTF-16" in problem_of("x = 1".encode("utf-16")).message

    def test_lone_surrogates_by_an_odd_encoding(self) -> None:
        assert "surrogates" in problem_of(b"# coding: unicode_escape\nx = '\\ud800'\n").message

    def test_nul(self) -> None:
        problem = problem_of(b"x = 1\ny = '\0'\n")
        assert problem.message == "cannot read `a.py`: it has a NUL byte on line 2"


class TestLines:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends_are_made_one_and_kept_for_writing(self, end: str) -> None:
        data = f"x = 1{end}y = 'é'{end}".encode()
        source = text_of(data)
        assert (source.text, source.newline, source.is_mixed) == ("x = 1\ny = 'é'\n", end, False)
        assert source.encoded(source.text) == data

    def test_mixed_line_ends_are_told(self) -> None:
        source = text_of(b"x = 1\r\ny = 2\n")
        assert (source.newline, source.is_mixed) == ("\r\n", True)

    @pytest.mark.parametrize("data", [b"\xef\xbb\xbfx = 1\r\n", b"# coding: latin-1\nx = '\xe9'\n"])
    def test_writing_back_gives_the_same_bytes(self, data: bytes) -> None:
        source = text_of(data)
        assert source.encoded(source.text) == data

    @pytest.mark.parametrize("odd", ["\f", "\x0b", "\x1c", "\x85", "\u2028"])
    def test_lines_are_numbered_as_python_numbers_them(self, odd: str) -> None:
        source = text_of(f"a = '''{odd}'''\r\n\fb = 2\rc = 3\n".encode())
        numbers = {node.lineno: ast.unparse(node).split(" ")[0] for node in ast.parse(source.text).body}
        assert numbers == {1: "a", 2: "b", 3: "c"}
        assert source.lines[2] == "c = 3"


class TestDisk:
    def test_the_project_s_name_for_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("x = 1\n")
        assert read(tmp_path / "a.py", "app/a.py") == SourceText("app/a.py", "x = 1\n")

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        problem = read(tmp_path / "a.py", "a.py")
        assert isinstance(problem, Problem)
        assert problem.message == "cannot read `a.py`: no such file or directory"

    def test_a_folder_and_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        problems = [read(tmp_path, "f"), read(tmp_path / "pipe", "p")]
        assert [problem.message for problem in problems if isinstance(problem, Problem)] == [
            "cannot read `f`: it is a folder",
            "cannot read `p`: it is not a regular file",
        ]

    def test_too_large(self, tmp_path: Path) -> None:
        (tmp_path / "data.py").write_bytes(b"#" * (MAX_BYTES + 1))
        problem = read(tmp_path / "data.py", "data.py")
        assert isinstance(problem, Problem)
        assert problem.message == "`data.py` is larger than 5 MB"
        assert problem.hint == "exclude it: generated data is better kept out of Python files"


class TestOverlay:
    def test_memory_takes_precedence_over_the_disk(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("old")
        (tmp_path / "b.py").write_text("on disk")
        files = Files(tmp_path, {"./a.py": "new"})
        assert [getattr(files.read(path), "text", None) for path in ("a.py", "b.py")] == ["new", "on disk"]

    def test_bytes_in_memory_are_decoded(self) -> None:
        source = Files(None, {"a.py": b"# coding: latin-1\n# \xe9\r\n"}).read("a.py")
        assert isinstance(source, SourceText)
        assert source.lines[1] == "# é"

    def test_memory_only(self) -> None:
        problem = Files.in_memory({"a.py": ""}).read("b.py")
        assert isinstance(problem, Problem)
        assert problem.message == "cannot read `b.py`: no such file in memory"

    def test_nul_in_memory(self) -> None:
        assert isinstance(Files.in_memory({"a.py": "\0"}).read("a.py"), Problem)
