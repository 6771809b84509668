"""Imports go one way, and each library has its rooms. Every import of the product is looked at; no exception list."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

# A room is a package (or a module) directly under fastapi_lint/, and `rules` is the folder of the built-in rules.
# What a room may import of the product, besides itself:
BELOW: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli", "engine"},
    "model": set(),
    "source": {"model"},
    "catalog": {"model"},
    "config": {"model", "source", "catalog"},
    "facts": {"model", "source"},
    "syntax": {"model"},
    "project": {"model", "catalog", "frameworks"},
    "frameworks": {"model"},
    "api": {"model", "project", "syntax"},
    "engine": {"model", "source", "catalog", "config", "facts", "syntax", "project", "frameworks", "api"},
    "render": {"model", "engine"},
    "cli": {"model", "source", "catalog", "config", "api", "engine", "render"},
    "lsp": {"model", "source", "config", "engine", "render"},
    "testing": {"model", "source", "config", "api", "engine", "render"},
    "dev": {"model", "catalog", "config", "api", "engine"},
    "rules": {"api"},
}

# Where each library that is not Python's own may be imported. fastapi itself is nowhere: checked code is never run.
HOMES: dict[str, set[str]] = {
    "libcst": {"syntax", "rules"},
    "msgspec": {"model", "facts", "catalog", "project", "engine", "render"},
    "click": {"cli", "render"},
    "rich": {"cli", "render"},
    "pydantic": {"config", "catalog"},
    "pydantic_core": {"config", "catalog"},
    "pathspec": {"source", "config", "engine"},
    "pytest": {"testing"},
    "markdown_it": {"render", "testing"},
}

# What is imported by another name than it is installed by. pydantic brings its core, in the one version that fits it.
COMES_WITH = {"pydantic_core": "pydantic", "markdown_it": "markdown-it-py"}

# Modules of the standard library that a room must do without.
DOORS_TO_THE_WORLD = {"os", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "glob"}
EXECUTES_WHAT_IT_READS = {"pickle", "marshal", "shelve"}


class Import(NamedTuple):
    """One imported module, as the absolute name that the product would see, and the place of the statement."""

    room: str
    module: str
    place: str

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    @property
    def target_room(self) -> str:
        """The room of the product that is imported; empty for the product's root, which holds the version alone."""
        return self.module.split(".")[1] if "." in self.module else ""


def test_imports_go_one_way(root: Path) -> None:
    assert wrong_directions(imports_of(root)) == []


def test_the_one_way_has_no_circle() -> None:
    order = list(TopologicalSorter(BELOW).static_order())
    assert order.index("model") < order.index("engine") < order.index("cli")


def test_libraries_stay_in_their_rooms(root: Path) -> None:
    assert wrong_homes(imports_of(root)) == []


def test_the_product_declares_the_libraries_that_it_imports_and_no_other(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    declared = {Requirement(line).name for line in project["dependencies"]}
    imported = {found.top for found in imports_of(root) if found.top in HOMES and found.room != "testing"}
    assert {COMES_WITH.get(name, name) for name in imported} == declared


def test_the_model_and_the_project_do_no_io(root: Path) -> None:
    pure = {"model", "project", "frameworks", "rules"}
    assert [found for found in imports_of(root) if found.room in pure and found.top in DOORS_TO_THE_WORLD] == []


def test_nothing_that_is_read_can_be_executed(root: Path) -> None:
    assert [found for found in imports_of(root) if found.top in EXECUTES_WHAT_IT_READS] == []


class TestTheScanItself:
    """Each statement above is only worth what the scan sees."""

    def test_sees_an_import_upwards(self, tmp_path: Path) -> None:
        write(tmp_path, "fastapi_lint/project/routes.py", "from fastapi_lint.engine.run import run\n")
        assert wrong_directions(imports_of(tmp_path)) == ["fastapi_lint/project/routes.py:1: project imports engine"]

    def test_sees_relative_imports(self, tmp_path: Path) -> None:
        write(tmp_path, "fastapi_lint/project/__init__.py", "from ..engine import run\n")
        write(tmp_path, "fastapi_lint/project/deep/routes.py", "from ...cli.main import main\nfrom . import types\n")
        assert wrong_directions(imports_of(tmp_path)) == [
            "fastapi_lint/project/__init__.py:1: project imports engine",
            "fastapi_lint/project/deep/routes.py:1: project imports cli",
        ]

    def test_sees_a_room_that_is_imported_from_the_root(self, tmp_path: Path) -> None:
        write(tmp_path, "fastapi_lint/model/finding.py", "from fastapi_lint import __version__, render\n")
        assert wrong_directions(imports_of(tmp_path)) == ["fastapi_lint/model/finding.py:1: model imports render"]

    def test_sees_imports_in_functions_and_for_type_checkers(self, tmp_path: Path) -> None:
        source = "if TYPE_CHECKING:\n    import libcst as cst\ndef late():\n    from rich.console import Console\n"
        write(tmp_path, "fastapi_lint/engine/run.py", source)
        assert wrong_homes(imports_of(tmp_path)) == [
            "fastapi_lint/engine/run.py:2: engine imports libcst",
            "fastapi_lint/engine/run.py:4: engine imports rich.console",
        ]

    def test_sees_imports_by_name(self, tmp_path: Path) -> None:
        source = "import importlib\nrules = importlib.import_module('fastapi_lint_rules.loop')\n"
        write(tmp_path, "fastapi_lint/engine/registry.py", source)
        assert wrong_homes(imports_of(tmp_path)) == [
            "fastapi_lint/engine/registry.py:2: engine imports fastapi_lint_rules.loop"
        ]

    def test_lets_rules_import_the_api_and_their_family_only(self, tmp_path: Path) -> None:
        source = (
            "import libcst as cst\nfrom fastapi_lint.api import Rule\nfrom .family import x\nfrom rules.a import y\n"
        )
        write(tmp_path, "rules/loop/sleep.py", source + "from fastapi_lint.model.finding import Finding\n")
        found = list(imports_of(tmp_path))
        assert wrong_directions(found) == ["rules/loop/sleep.py:5: rules imports model"]
        assert wrong_homes(found) == ["rules/loop/sleep.py:4: rules imports rules.a"]

    def test_refuses_a_room_that_the_design_does_not_know(self, tmp_path: Path) -> None:
        write(tmp_path, "fastapi_lint/attic/box.py", "from fastapi_lint.model import finding\n")
        assert wrong_directions(imports_of(tmp_path)) == ["fastapi_lint/attic/box.py:1: attic imports model"]


def wrong_directions(imports: Iterator[Import] | list[Import]) -> list[str]:
    """The imports of the product's own modules that the table does not allow."""
    return [
        f"{found.place}: {found.room} imports {found.target_room}"
        for found in imports
        if found.top == "fastapi_lint"
        and found.target_room not in {"", found.room}
        and found.target_room not in BELOW.get(found.room, set())
    ]


def wrong_homes(imports: Iterator[Import] | list[Import]) -> list[str]:
    """The imports of libraries, and of the rules by their name, that have no place where they stand."""
    return [
        f"{found.place}: {found.room} imports {found.module}"
        for found in imports
        if found.top != "fastapi_lint"
        and found.top not in sys.stdlib_module_names
        and found.room not in HOMES.get(found.top, set())
    ]


def imports_of(root: Path) -> Iterator[Import]:
    """Every import of the engine and the built-in rules below `root`, in the order of the files."""
    for package in ("fastapi_lint", "rules"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            room = "rules" if package == "rules" else parts[1]
            for module, line in _imported_names(ast.parse(path.read_bytes()), parts[:-1]):
                if not (package == "rules" and module.startswith("<relative>")):
                    yield Import(room, module, f"{path.relative_to(root).as_posix()}:{line}")


def _imported_names(tree: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((alias.name, node.lineno) for alias in node.names)
            case ast.ImportFrom():
                yield from ((name, node.lineno) for name in _from_names(node, package))
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__")):
                yield from ((str(ast.literal_eval(name)), node.lineno) for name in node.args[:1] if _is_literal(name))


def _from_names(node: ast.ImportFrom, package: tuple[str, ...]) -> Iterator[str]:
    origin = _absolute(node, package) if node.level else node.module or ""
    if origin == "fastapi_lint":  # the root holds the version; anything else that comes from it is a room
        yield from (origin if alias.name == "__version__" else f"{origin}.{alias.name}" for alias in node.names)
    else:
        yield origin


def _absolute(node: ast.ImportFrom, package: tuple[str, ...]) -> str:
    base = package[: len(package) - node.level + 1]
    if base[:1] == ("rules",):  # the package of the built-in rules has another name once installed
        base = ("<relative>",)
    return ".".join((*base, *filter(None, [node.module])))


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def write(root: Path, name: str, source: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
