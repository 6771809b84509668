"""What Python calls a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_lint.source.discovery import discover
from fastapi_lint.source.file import NameClash, SourceFile
from fastapi_lint.source.overlay import Files

Write = Callable[..., Path]


def named(path: str, *others: str, import_roots: tuple[str, ...] = ()) -> SourceFile:
    """A file as named in a project that holds it and `others`."""
    files = Files.in_memory(dict.fromkeys((path, *others), ""))
    return next(file for file in files.sources(import_roots) if file.path == path)


@pytest.mark.parametrize(
    ("path", "others", "module", "root"),
    [
        pytest.param("main.py", (), "main", ".", id="module at the top"),
        pytest.param("app/main.py", ("app/__init__.py",), "app.main", ".", id="package"),
        pytest.param("app/api/routes.py", (), "app.api.routes", ".", id="namespace package below the root"),
        pytest.param("app/api/routes.py", ("app/__init__.py",), "app.api.routes", ".", id="namespace inside a package"),
        pytest.param("src/app/main.py", ("src/app/__init__.py",), "app.main", "src", id="src layout"),
        pytest.param("src/app/main.py", (), "app.main", "src", id="src layout without __init__"),
        pytest.param("src/main.py", ("src/__init__.py",), "src.main", ".", id="src that is a package itself"),
        pytest.param(
            "src/acme/shop/main.py",
            ("src/acme/shop/__init__.py",),
            "acme.shop.main",
            "src",
            id="namespace package in src",
        ),
        pytest.param(
            "backend/app/main.py", ("backend/app/__init__.py",), "app.main", "backend", id="package in a plain folder"
        ),
        pytest.param(
            "backend/app/api/x.py",
            ("backend/app/__init__.py",),
            "app.api.x",
            "backend",
            id="namespace below such a package",
        ),
        *(
            pytest.param("backend/app/x.py", (f"backend/{mark}",), "app.x", "backend", id=mark)
            for mark in ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "manage.py", "alembic.ini")
        ),
        pytest.param("tools/my-script.py", (), "tools.my-script", ".", id="name that cannot be imported"),
        pytest.param("app/settings.local.py", (), "app.settings-local", ".", id="dot in a name is no package"),
    ],
)
def test_likeliest_name(path: str, others: tuple[str, ...], module: str, root: str) -> None:
    file = named(path, *others)
    assert (file.module, file.root) == (module, root)


def test_every_folder_above_gives_an_alternate() -> None:
    file = named("backend/app/api/routes.py", "backend/requirements.txt")
    assert file.module == "app.api.routes"
    assert file.alternates == ("backend.app.api.routes", "api.routes", "routes")


def test_a_package_is_named_by_its_folder() -> None:
    file = named("app/api/__init__.py", "app/__init__.py")
    assert (file.module, file.is_package, file.alternates) == ("app.api", True, ("api",))


def test_a_package_at_the_top_of_a_project_in_memory_still_has_a_name() -> None:
    assert named("__init__.py").module == "__init__"


def test_a_configured_import_root_decides() -> None:
    file = named("services/api/app/x.py", "services/pyproject.toml", import_roots=("./services/api/",))
    assert (file.module, file.root) == ("app.x", "services/api")


def test_a_root_inside_a_package_is_named_from_above(write: Write) -> None:
    top = write({}, "shop/__init__.py", "shop/api/__init__.py", "shop/api/routes.py")
    files = {file.path: file for file in discover([top / "shop/api"], top / "shop/api").files}
    assert (files["routes.py"].module, files["routes.py"].root) == ("shop.api.routes", "../..")
    assert files["__init__.py"].module == "shop.api"
    assert "routes" in files["routes.py"].alternates


def test_a_package_file_that_git_ignores_still_makes_a_package(write: Write) -> None:
    root = write({".gitignore": "__init__.py\n"}, "backend/app/__init__.py", "backend/app/x.py")
    assert [file.module for file in discover([root], root).files] == ["app.x"]


def test_two_roots_with_a_module_of_the_same_name_are_kept_apart_and_told(write: Write) -> None:
    root = write({}, *(f"{each}/{file}" for each in ("one", "two") for file in ("setup.py", "app/main.py")))
    discovery = discover([root / "one/app", root / "two/app"], root)
    assert [(file.module, file.root) for file in discovery.files] == [("app.main", "one"), ("app.main", "two")]
    assert discovery.clashes == (NameClash("app.main", ("one/app/main.py", "two/app/main.py")),)


def test_a_module_beside_a_package_of_its_name_is_told(write: Write) -> None:
    root = write({}, "app.py", "app/__init__.py")
    assert discover([root], root).clashes == (NameClash("app", ("app.py", "app/__init__.py")),)


def test_paths_are_plain_text(write: Write) -> None:
    root: Path = write({}, "a/b.py")
    (file,) = discover([root], root).files
    assert file == SourceFile("a/b.py", "a.b", False, ".", ("b",))
