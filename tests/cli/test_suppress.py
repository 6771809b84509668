"""`suppress` on files as they come: their bytes stay as they are but for the comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.cli.main import main

from .conftest import write

MAIN = """\
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read() -> str:
    time.sleep(1)
    return "é"
"""
COMMENT = "  # fastapi-lint: ignore[FAL101] täglich"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project's mark, which is the working directory."""
    write(tmp_path, {"pyproject.toml": "[tool.black]\nline-length = 120\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suppress(*arguments: str, reason: str = "täglich") -> int:
    return main(["suppress", "--code", "FAL101", "--reason", reason, "--quiet", *arguments])


@pytest.mark.parametrize(
    ("encoding", "first"),
    [("utf-8", ""), ("utf-8-sig", ""), ("latin-1", "# -*- coding: latin-1 -*-\n")],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_kept(project: Path, encoding: str, first: str, newline: str) -> None:
    text = (first + MAIN).replace("\n", newline)
    (project / "main.py").write_bytes(text.encode(encoding))
    assert suppress() == 0
    expected = text.replace("sleep(1)", f"sleep(1){COMMENT}")
    assert (project / "main.py").read_bytes() == expected.encode(encoding)
    assert suppress() == 0
    assert (project / "main.py").read_bytes() == expected.encode(encoding)
    assert main(["check", "--quiet"]) == 0


def test_a_reason_that_the_encoding_lacks(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = f"# -*- coding: latin-1 -*-\n{MAIN}".encode("latin-1")
    (project / "main.py").write_bytes(data)
    assert suppress(reason="日に一度") == 2
    assert capfd.readouterr().err == "error: `main.py` is written in iso-8859-1, which lacks characters of the reason\n"
    assert (project / "main.py").read_bytes() == data


@pytest.mark.parametrize("option", ["--diff", "--dry-run"])
def test_nothing_is_written_where_that_is_asked_for(project: Path, option: str) -> None:
    write(project, {"main.py": MAIN})
    assert suppress(option) == 0
    assert (project / "main.py").read_text(encoding="utf-8") == MAIN


def test_given_files_alone(project: Path) -> None:
    write(project, {"main.py": MAIN, "other/main.py": MAIN})
    assert suppress("other") == 0
    assert (project / "main.py").read_text(encoding="utf-8") == MAIN
    assert COMMENT in (project / "other/main.py").read_text(encoding="utf-8")


def test_what_the_baseline_knows_is_left_alone(project: Path) -> None:
    write(project, {"main.py": MAIN})
    assert main(["baseline", "create", "--quiet"]) == 0
    assert suppress() == 0
    assert (project / "main.py").read_text(encoding="utf-8") == MAIN


def test_a_reason_may_be_required(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(project, {"main.py": MAIN, "fastapi-lint.toml": "[suppressions]\nrequire-reason = true\n"})
    assert suppress(reason="") == 2
    assert capfd.readouterr().err.startswith("error: suppressions must say why here")
    assert suppress() == 0


def test_an_incomplete_analysis_writes_nothing(project: Path) -> None:
    write(project, {"main.py": MAIN})
    (project / "broken.py").write_bytes(b"x = '\xff'\n")
    assert suppress() == 3
    assert (project / "main.py").read_text(encoding="utf-8") == MAIN


def test_links_stay_links(project: Path) -> None:
    write(project, {"real/main.py": MAIN})
    (project / "main.py").symlink_to("real/main.py")
    assert suppress() == 0
    assert (project / "main.py").is_symlink()
    assert COMMENT in (project / "real/main.py").read_text(encoding="utf-8")


def test_the_length_of_lines_is_that_of_the_formatter(project: Path) -> None:
    write(project, {"main.py": MAIN, "ruff.toml": "line-length = 40\n"})
    assert suppress() == 0
    text = (project / "main.py").read_text(encoding="utf-8")
    assert "    # fastapi-lint: ignore-next-line[FAL101] täglich\n    time.sleep(1)\n" in text


def test_it_may_be_given(project: Path) -> None:
    write(project, {"main.py": MAIN})
    assert suppress("--line-length", "40") == 0
    assert "ignore-next-line" in (project / "main.py").read_text(encoding="utf-8")
