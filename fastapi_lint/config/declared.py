"""Files in which a project declares what it needs: `pyproject.toml`, `setup.cfg`, `setup.py`, `Pipfile`."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi_lint.config.requirements import Requirement, requirement_of, requirements_of_table
from fastapi_lint.source import disk

_SETUP_LISTS = ("install_requires", "extras_require")


def pyproject(file: Path) -> Iterator[Requirement]:
    """What `pyproject.toml` requires: the project itself, its extras and groups, and the tables of uv, PDM, Hatch and
    Poetry."""
    if not disk.is_file(file):
        return
    document = tomllib.loads(disk.read_text(file, "utf-8-sig"))
    project, tool = table_in(document, "project"), table_in(document, "tool")
    uv, hatch = table_in(tool, "uv"), table_in(tool, "hatch", "envs")
    lists: list[object] = [project.get("dependencies"), *table_in(project, "optional-dependencies").values()]
    lists += table_in(document, "dependency-groups").values()
    lists += [uv.get(key) for key in ("override-dependencies", "constraint-dependencies", "dev-dependencies")]
    lists += table_in(tool, "pdm", "dev-dependencies").values()
    lists += [table_in(hatch, name).get(key) for name in hatch for key in ("dependencies", "extra-dependencies")]
    yield from _listed(lists, file)
    poetry = table_in(tool, "poetry")
    yield from requirements_of_table(table_in(poetry, "dependencies"), file)
    yield from requirements_of_table(table_in(poetry, "dev-dependencies"), file)
    for name in table_in(poetry, "group"):
        yield from requirements_of_table(table_in(poetry, "group", name, "dependencies"), file)
    yield from requirements_of_table({"python": project.get("requires-python")}, file)


def pipfile(file: Path) -> Iterator[Requirement]:
    """What `Pipfile` requires."""
    if disk.is_file(file):
        document = tomllib.loads(disk.read_text(file, "utf-8-sig"))
        for section in ("packages", "dev-packages"):
            yield from requirements_of_table(table_in(document, section), file)
        yield from requirements_of_table({"python": table_in(document, "requires").get("python_version")}, file)


def setup_cfg(file: Path) -> Iterator[Requirement]:
    """What `setup.cfg` requires, extras included."""
    if not disk.is_file(file):
        return
    import configparser  # noqa: PLC0415 - few projects have such a file

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(disk.read_text(file, "utf-8-sig"))
    except configparser.Error as error:
        raise ValueError(str(error)) from error
    extras = parser["options.extras_require"] if parser.has_section("options.extras_require") else {}
    texts = [parser.get("options", "install_requires", fallback=""), *extras.values()]
    yield from _listed([text.splitlines() for text in texts], file)
    yield from requirements_of_table({"python": parser.get("options", "python_requires", fallback=None)}, file)


def setup_py(file: Path) -> Iterator[Requirement]:
    """What `setup.py` gives to `setup()` in so many words, or by way of variables of the module. It is not executed."""
    if not disk.is_file(file):
        return
    tree = ast.parse(disk.read(file))
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    given = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    for keyword in (one for one in given if one.arg in _SETUP_LISTS):
        yield from _listed([list(_texts(keyword.value, named))], file)
    for keyword in (one for one in given if one.arg == "python_requires"):
        yield from requirements_of_table({"python": next(_texts(keyword.value, named), None)}, file)


def table_in(document: object, *keys: str) -> dict[str, Any]:
    """A table inside a document, empty if it is not there or no table."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def _listed(lists: Iterable[object], file: Path) -> Iterator[Requirement]:
    for line in (line for lines in lists if isinstance(lines, list) for line in lines):
        requirement = requirement_of(line, file) if isinstance(line, str) else None
        yield from () if requirement is None else (requirement,)


def _texts(value: ast.expr, named: Mapping[str, ast.expr]) -> Iterator[str]:
    """The strings in an expression, and in what its names were assigned, one step away."""
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and node.id in named:
            yield from _texts(named[node.id], {})
