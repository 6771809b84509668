"""Files and functions stay small enough to be read in one go, and are named for what they hold."""

import ast
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LINES_IN_A_FILE = 500
LINES_IN_A_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}

# tests/apps and the examples are code to be checked, written as applications are written.
HELD = ("fastapi_lint", "rules", "bench", "tests/meta", "tests/unit", "tests/cli", "tests/fuzz", "tests/facts")


def test_files_are_short(root: Path, files: list[str]) -> None:
    lengths = {name: len((root / name).read_text().splitlines()) for name in held(files)}
    assert {name: length for name, length in lengths.items() if length > LINES_IN_A_FILE} == {}


def test_functions_are_short(root: Path, files: list[str]) -> None:
    assert [place for name in held(files) for place in long_functions(name, (root / name).read_text())] == []


def test_files_are_named_for_their_concern(files: list[str]) -> None:
    assert [name for name in held(files) if PurePosixPath(name).name in NAMES_THAT_SAY_NOTHING] == []


def test_classes_are_named_for_what_they_are(root: Path, files: list[str]) -> None:
    nodes = [node for name in held(files) for node in ast.walk(ast.parse((root / name).read_text()))]
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if name.endswith(("Manager", "Helper", "Helpers", "Util", "Utils"))] == []


def test_a_function_is_measured_from_its_first_decorator_to_its_last_line() -> None:
    body = "    x = 1\n" * (LINES_IN_A_FUNCTION - 2)
    fits = f"@decorated\nasync def fits():\n{body}"
    too_long = f"class A:\n  @decorated\n  def grown(self):\n{body}    y = 2\n"
    assert list(long_functions("a.py", fits)) == []
    assert list(long_functions("b.py", too_long)) == ["b.py:2 grown: 61 lines"]


def held(files: list[str]) -> list[str]:
    """The Python files whose sizes are held."""
    return [name for name in files if name.endswith(".py") and name.startswith(tuple(f"{part}/" for part in HELD))]


def long_functions(name: str, source: str) -> Iterator[str]:
    """The functions and methods of a source that are over the limit, nested ones too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            length = (node.end_lineno or start) - start + 1
            if length > LINES_IN_A_FUNCTION:
                yield f"{name}:{start} {node.name}: {length} lines"
