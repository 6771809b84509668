"""What is installed is what is in the tree: as a wheel built from an sdist, and as an editable installation."""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from configparser import ConfigParser
from email.parser import HeaderParser
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from packaging.requirements import Requirement

Run = Callable[..., CompletedProcess[str]]

USERS_FOLDERS = {
    "rules/__init__.py": "raise ImportError('the rules of the user')\n",
    "click.py": "raise ImportError('the click of the user')\n",
    "rich/__init__.py": "raise ImportError('the rich of the user')\n",
    "libcst/__init__.py": "raise ImportError('the libcst of the user')\n",
    "pydantic.py": "raise ImportError('the pydantic of the user')\n",
}

WHAT_IS_INSTALLED = """
import fastapi_lint, fastapi_lint_rules, importlib.metadata, importlib.util, json
points = importlib.metadata.entry_points(group="fastapi_lint.rules")
print(json.dumps({
    "engine": fastapi_lint.__file__,
    "rules": [point.load().__file__ for point in points],
    "is a module named rules there": importlib.util.find_spec("rules") is not None,
}))
"""


@pytest.fixture(scope="module")
def build(copy_checkout: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the sdist of this tree, and the wheel that was built from it."""
    source = copy_checkout(tmp_path_factory.mktemp("tree"))
    target = tmp_path_factory.mktemp("dist")
    run_tool("build", "--no-isolation", "--outdir", str(target), str(source))
    return target


@pytest.fixture(scope="module")
def wheel(build: Path) -> Path:
    (path,) = build.glob("*.whl")
    return path


class TestTheWheel:
    def test_holds_every_file_of_the_packages_and_no_other(self, wheel: Path, files: list[str]) -> None:
        expected = {name for name in files if name.startswith("fastapi_lint/")}
        expected |= {name.replace("rules/", "fastapi_lint_rules/", 1) for name in files if name.startswith("rules/")}
        assert {name for name in names_in(wheel) if ".dist-info/" not in name} == expected

    def test_installs_no_top_level_module_but_its_own(self, wheel: Path) -> None:
        tops = {name.partition("/")[0] for name in names_in(wheel) if ".dist-info/" not in name}
        assert tops == {"fastapi_lint", "fastapi_lint_rules"}

    def test_has_one_command_and_one_set_of_rules(self, wheel: Path) -> None:
        points = ConfigParser(delimiters="=")
        points.read_string(text_in(wheel, "entry_points.txt"))
        assert {group: dict(points[group]) for group in points.sections()} == {
            "console_scripts": {"fastapi-lint": "fastapi_lint.__main__:main"},
            "fastapi_lint.rules": {"builtin": "fastapi_lint_rules"},
        }

    def test_says_who_may_use_it_and_on_what(self, wheel: Path) -> None:
        about = HeaderParser().parsestr(text_in(wheel, "METADATA"))
        assert about["Name"] == "fastapi-lint"
        assert about["License-Expression"] == "MIT"
        assert about["Requires-Python"] == ">=3.11"
        assert about.get_all("Provides-Extra") == ["test", "docs"]
        assert "Permission is hereby granted" in text_in(wheel, "licenses/LICENSE")

    def test_is_typed_and_brings_its_data(self, wheel: Path) -> None:
        names = names_in(wheel)
        assert "fastapi_lint/py.typed" in names
        assert "fastapi_lint/catalog/libraries/requests.toml" in names


def test_the_sdist_can_be_built_again(build: Path, wheel: Path, tmp_path: Path) -> None:
    (sdist,) = build.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    run_tool("build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist"), str(source))
    (again,) = (tmp_path / "dist").glob("*.whl")
    assert names_in(again) == names_in(wheel)


def test_the_test_extra_has_what_the_examples_need(root: Path) -> None:
    extra = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]["test"]
    lines = [line for file in root.glob("examples/*/requirements.txt") for line in file.read_text().splitlines()]
    needed = {Requirement(line).name for line in lines}
    assert needed - {Requirement(line).name for line in extra} == {
        "uvicorn"
    }  # the tests call the applications themselves


@pytest.fixture(scope="module", params=["wheel", "editable"])
def installed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    copy_checkout: Callable[[Path], Path],
    site_packages: list[str],
) -> Path:
    """The Python of a new environment in which the product is installed, as a wheel and then as an editable tree."""
    python = new_environment(tmp_path_factory.mktemp("environment"), site_packages)
    if request.param == "wheel":
        install_into(python, str(request.getfixturevalue("wheel")))
    else:
        tree = copy_checkout(tmp_path_factory.mktemp("editable"))
        install_into(python, "--no-build-isolation", "--editable", str(tree))
        (tree / "rules" / "later").mkdir()
        (tree / "rules" / "later" / "__init__.py").write_text("NEW = True\n")
        check = "from fastapi_lint_rules.later import NEW; assert NEW"
        subprocess.run([python, "-c", check], cwd=tree.parent, check=True)  # a file that came later is seen
    return python


class TestTheInstallation:
    def test_finds_the_rules_by_their_entry_point_alone(
        self, installed: Path, tmp_path: Path, python_in: Run, root: Path
    ) -> None:
        run = python_in(tmp_path, "-c", WHAT_IS_INSTALLED, python=installed)
        assert run.returncode == 0, run.stderr
        seen = json.loads(run.stdout)
        assert len(seen["rules"]) == 1
        assert not seen["is a module named rules there"]
        assert not any(file.startswith(f"{root}{os.sep}fastapi_lint") for file in [seen["engine"], *seen["rules"]])

    def test_brings_the_command(self, installed: Path, tmp_path: Path, quiet_environment: dict[str, str]) -> None:
        command = installed.with_name("fastapi-lint")
        run = subprocess.run(
            [command, "--version"], cwd=tmp_path, env=quiet_environment, check=False, capture_output=True, text=True
        )
        assert (run.returncode, run.stderr) == (0, "")
        assert "0.1.0" in run.stdout

    def test_is_not_fooled_by_folders_of_the_user(self, installed: Path, users_folder: Path, python_in: Run) -> None:
        version = python_in(users_folder, "-m", "fastapi_lint", "--version", python=installed)
        assert (version.returncode, version.stderr) == (0, "")
        assert "0.1.0" in version.stdout
        check = python_in(users_folder, "-m", "fastapi_lint", "check", ".", python=installed)
        assert check.returncode == 0, check.stdout + check.stderr
        assert "of the user" not in check.stdout + check.stderr

    def test_runs_where_python_adds_no_directory_itself(
        self, installed: Path, users_folder: Path, python_in: Run
    ) -> None:
        assert python_in(users_folder, "-P", "-m", "fastapi_lint", "--version", python=installed).returncode == 0
        safe = python_in(users_folder, "-m", "fastapi_lint", "--version", python=installed, PYTHONSAFEPATH="1")
        assert safe.returncode == 0


class TestTheModulePath:
    """`python -m` puts the current directory first; that entry goes, and no other."""

    AS_MODULE = """
import json, runpy, sys
try:
    runpy.run_module("fastapi_lint", run_name="__main__", alter_sys=True)
except SystemExit:
    print(json.dumps(sys.path))
"""

    def test_loses_the_current_directory(self, tmp_path: Path, python_in: Run) -> None:
        run = python_in(tmp_path, "-c", self.AS_MODULE, "--version")
        assert "" not in json.loads(run.stdout.splitlines()[-1])

    def test_keeps_the_current_directory_where_the_user_named_it(self, tmp_path: Path, python_in: Run) -> None:
        run = python_in(tmp_path, "-c", self.AS_MODULE, "--version", PYTHONPATH=str(tmp_path))
        assert json.loads(run.stdout.splitlines()[-1])[0] == str(tmp_path)

    def test_keeps_the_first_entry_where_python_added_none(self, tmp_path: Path, python_in: Run) -> None:
        run = python_in(tmp_path, "-P", "-c", self.AS_MODULE, "--version", PYTHONPATH=str(tmp_path))
        assert json.loads(run.stdout.splitlines()[-1])[0] == str(tmp_path)


@pytest.fixture
def users_folder(tmp_path: Path) -> Path:
    """A project whose modules have the names of our libraries, and cannot be imported."""
    for name, source in USERS_FOLDERS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    return tmp_path


def new_environment(directory: Path, site_packages: list[str]) -> Path:
    """An environment that sees the libraries of the running one, but not what is installed there as editable."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(directory)], check=True)
    python = directory / "bin" / "python"
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "libraries.pth").write_text("\n".join(site_packages))
    return python


def install_into(python: Path, *what: str) -> None:
    """Install without asking an index for anything."""
    run_tool("pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", *what)


def run_tool(module: str, *arguments: str) -> None:
    """Run a tool of the running environment; its output is shown if it fails."""
    command = [sys.executable, "-P", "-m", module, *arguments]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def text_in(wheel: Path, name: str) -> str:
    """The text of a file of the wheel's own metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (found,) = (entry for entry in archive.namelist() if entry.endswith(f".dist-info/{name}"))
        return archive.read(found).decode()
