"""The disk is asked through one module, which can keep the answers: a report holds as long as they are the same."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fastapi_lint.engine.cache.circumstances import VARIABLES

QUESTIONS = {
    *("exists", "lexists", "is_file", "isfile", "is_dir", "isdir", "is_symlink", "islink", "samefile"),
    *("stat", "lstat", "fstat", "access", "getsize", "getmtime", "read_text", "read_bytes", "open", "fdopen"),
    *("iterdir", "glob", "rglob", "walk", "scandir", "listdir", "resolve", "realpath", "readlink", "expanduser"),
}
DOOR = "fastapi_lint/source/disk.py"


def test_source_and_config_ask_through_the_one_door(root: Path) -> None:
    asked = [
        question
        for room in ("source", "config")
        for path in sorted((root / "fastapi_lint" / room).rglob("*.py"))
        if path.relative_to(root).as_posix() != DOOR
        for question in questions(path.read_text(), path.name)
    ]
    assert asked == []


@pytest.mark.parametrize("code", ["path.read_text()", "os.path.realpath(x)", "open(x)", "Path(x).glob('*')"])
def test_a_question_is_seen(code: str) -> None:
    assert list(questions(code, "x.py")) != []


def questions(text: str, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=ast.Name(id="disk" | "ast")):
                    continue
                case ast.Attribute(attr=asked) | ast.Name(id=asked) if asked in QUESTIONS:
                    yield f"{name}:{node.lineno}: {asked}"


def test_the_variables_that_rich_heeds_are_known(site_packages: list[str]) -> None:
    (rich,) = {Path(entry) / "rich" for entry in site_packages if (Path(entry) / "rich").is_dir()}
    read = {
        str(node.args[0].value)
        for node in ast.walk(ast.parse((rich / "console.py").read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and "environ" in ast.unparse(node.func.value)
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"NO_COLOR", "COLUMNS"} <= read
    assert read <= VARIABLES
