"""For which versions the project is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_lint.config.requirements import Constraint, constraint_of, requirement_of
from fastapi_lint.config.settings import TargetSettings
from fastapi_lint.config.targets import Origin, Versions, project_versions, versions_of
from fastapi_lint.model.versions import Release, Targets, conditions_of

Write = Callable[[dict[str, str]], Path]

UV = """version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "fastapi"
version = "0.115.6"
source = { registry = "https://example.org/simple" }
dependencies = [
    { name = "starlette" },
]

[[package]]
name = "pydantic"
version = "2.9.2"

[[package]]
name = "pydantic"
version = "2.10.1"

[[package]]
name = "starlette"
version = "0.41.3"
"""
POETRY = """[[package]]
name = "fastapi"
version = "0.110.0"
python-versions = ">=3.8"

[package.dependencies]
starlette = ">=0.36.3,<0.37.0"

[metadata]
lock-version = "2.0"
python-versions = "^3.12"
content-hash = "0"
"""
PDM = """[metadata]
groups = ["default"]

[[metadata.targets]]
requires_python = ">=3.10"

[[package]]
name = "fastapi"
version = "0.111.0"
requires_python = ">=3.8"
"""
PIPFILE = json.dumps(
    {"_meta": {"requires": {"python_version": "3.11"}}, "default": {"fastapi": {"version": "==0.103.2"}}, "develop": {}}
)
SETUP_CFG = """[options]
python_requires = >=3.9
install_requires =
    fastapi>=0.95
[options.extras_require]
x =
    pydantic==2.5.0
"""
SETUP_PY = """from setuptools import setup
BASE = ["fastapi==0.95.1"]
setup(install_requires=BASE + ["click"], extras_require={"x": ["pydantic>=1.10"]}, python_requires=">=3.9")
"""
ENVIRONMENT = """dependencies:
  - python=3.11
  - conda-forge::fastapi=0.95.1=pyhd8ed1ab_0
  - pip:
    - pydantic==2.5.0
"""
TOOLS = """[tool.uv]
override-dependencies = ["starlette==0.40.0"]
[tool.pdm.dev-dependencies]
x = ["pydantic>=2.1"]
[tool.hatch.envs.default]
dependencies = ["fastapi==0.111.0"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a project and returns its root."""

    def write_files(files: dict[str, str]) -> Path:
        root = tmp_path / "project"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        return root

    return write_files


def found(versions: Versions) -> tuple[str | None, ...]:
    return (versions.fastapi, versions.starlette, versions.pydantic, versions.python)


FILES = [
    ("uv.lock", UV, ("0.115.6", "0.41.3", "2.10.1", "3.11")),
    ("poetry.lock", POETRY, ("0.110.0", None, None, "3.12")),
    ("pdm.lock", PDM, ("0.111.0", None, None, "3.10")),
    ("pylock.toml", '[[packages]]\nname = "fastapi"\nversion = "0.116.0"\n', ("0.116.0", None, None, None)),
    ("Pipfile.lock", PIPFILE, ("0.103.2", None, None, "3.11")),
    ("requirements.txt", "fastapi[standard]==0.112.1 ; python_version > '3'\n", ("0.112.1", None, None, None)),
    ("requirements-dev.txt", "FastAPI == 0.112.1 # why\n", ("0.112.1", None, None, None)),
    ("requirements/base.txt", "pydantic==2.8.0 \\\n  --hash=sha256:0\n", (None, None, "2.8.0", None)),
    (".python-version", "3.12.4\n", (None, None, None, "3.12.4")),
    (
        "pyproject.toml",
        (
            '[project]\nrequires-python = ">=3.11,<4"\ndependencies = ["fastapi[all]>=0.100,<1", "starlette"]\n'
            '[project.optional-dependencies]\nx = ["pydantic~=2.5"]\n'
        ),
        ("0.100", None, "2.5", "3.11"),
    ),
    (".tool-versions", "nodejs 20.1.0\npython 3.12.1\n", (None, None, None, "3.12.1")),
    ("runtime.txt", "python-3.11.4", (None, None, None, "3.11.4")),
    ("constraints.txt", "fastapi==0.112.1\n", ("0.112.1", None, None, None)),
    (
        "Pipfile",
        '[packages]\nfastapi = {version = "==0.103.2"}\n[requires]\npython_version = "3.11"\n',
        ("0.103.2", None, None, "3.11"),
    ),
    (
        "pyproject.toml",
        '[tool.poetry.dependencies]\npydantic = [{version = "^2.5", python = ">=3.9"}]\n',
        (None, None, "2.5", None),
    ),
    (
        "setup.cfg",
        SETUP_CFG,
        ("0.95", None, "2.5.0", "3.9"),
    ),
    (
        "setup.py",
        SETUP_PY,
        ("0.95.1", None, "1.10", "3.9"),
    ),
    (
        "environment.yml",
        ENVIRONMENT,
        ("0.95.1", None, "2.5.0", "3.11"),
    ),
    (
        "pyproject.toml",
        TOOLS,
        ("0.111.0", "0.40.0", "2.1", None),
    ),
    (
        "pyproject.toml",
        '[dependency-groups]\nweb = [{include-group = "x"}, "fastapi==0.115.*"]\n',
        ("0.115", None, None, None),
    ),
    (
        "pyproject.toml",
        (
            '[tool.poetry.dependencies]\npython = "^3.11"\nfastapi = {version = "^0.109", extras = ["all"]}\n'
            '[tool.poetry.group.dev.dependencies]\nstarlette = "0.36.3"\n'
        ),
        ("0.109", "0.36.3", None, "3.11"),
    ),
]


@pytest.mark.parametrize(("file", "text", "versions"), FILES)
def test_where_versions_are_read(write: Write, file: str, text: str, versions: tuple[str | None, ...]) -> None:
    root = write({file: text})
    result = project_versions(root)
    assert found(result) == versions
    assert {origin.file for origin in result.origins} == {file}
    assert result.unread == ()


class TestWhichWins:
    def test_locked_over_pinned_over_lowest_allowed(self, write: Write) -> None:
        root = write({"pyproject.toml": '[project]\ndependencies = ["fastapi>=0.90", "pydantic>=2"]\n'})
        assert project_versions(root).origins == (
            Origin("fastapi", "0.90", "pyproject.toml", False),
            Origin("pydantic", "2", "pyproject.toml", False),
        )
        write({"requirements.txt": "fastapi==0.100.0\npydantic>=2.1\n"})
        assert found(project_versions(root))[:3] == ("0.100.0", None, "2.1")
        write({"uv.lock": UV})
        assert project_versions(root).fastapi == "0.115.6"

    def test_settings_over_all(self, write: Write) -> None:
        versions = project_versions(write({"uv.lock": UV}), TargetSettings(fastapi="0.99.0"))
        assert (versions.fastapi, versions.starlette) == ("0.99.0", "0.41.3")
        assert versions.origins[0] == Origin("fastapi", "0.99.0", "settings", True)

    def test_a_workspace_s_lock_file_over_a_member_s_lowest_allowed(self, write: Write) -> None:
        top = write(
            {"uv.lock": UV, ".git/HEAD": "", "api/pyproject.toml": '[project]\ndependencies = ["fastapi>=0.90"]\n'}
        )
        versions = project_versions(top / "api")
        assert (versions.fastapi, versions.origins[0].file) == ("0.115.6", "../uv.lock")

    def test_nothing_above_the_repository_is_read(self, write: Write) -> None:
        root = write({".git/HEAD": "", "a.py": ""})
        (root.parent / "uv.lock").write_text(UV)
        assert project_versions(root) == Versions()

    def test_folders_below_only_if_the_root_says_nothing(self, write: Write) -> None:
        root = write({"backend/requirements.txt": "fastapi==0.101.0\n", "docs/requirements.txt": "fastapi==0.5\n"})
        assert project_versions(root).origins == (Origin("fastapi", "0.101.0", "backend/requirements.txt", True),)
        write({"requirements.txt": "fastapi>=0.115\n"})
        assert project_versions(root).fastapi == "0.115"


class TestRequirementFiles:
    def test_included_files_count(self, write: Write) -> None:
        root = write({"requirements.txt": "-r deps/base.in\n", "deps/base.in": "fastapi==0.104.0\n-c more.in\n"})
        write({"deps/more.in": "starlette==0.27.0\n"})
        versions = project_versions(root)
        assert found(versions)[:2] == ("0.104.0", "0.27.0")
        assert versions.origins[0].file == "deps/base.in"

    def test_files_that_include_each_other(self, write: Write) -> None:
        root = write({"requirements.txt": "-r requirements-a.txt\nfastapi==0.104.0\n"})
        write({"requirements-a.txt": "--requirement=requirements.txt\n-r gone.txt\npydantic==2.0\n"})
        assert found(project_versions(root))[:3] == ("0.104.0", None, "2.0")


class TestBrokenFiles:
    @pytest.mark.parametrize("file", ["pyproject.toml", "Pipfile", "Pipfile.lock", "setup.cfg", "setup.py"])
    def test_they_are_told_and_the_rest_is_read(self, write: Write, file: str) -> None:
        versions = project_versions(write({file: "{[", "requirements.txt": "fastapi==0.100.0\n"}))
        assert (versions.fastapi, versions.unread) == ("0.100.0", (file,))

    def test_bytes_that_are_no_utf_8(self, write: Write) -> None:
        root = write({"uv.lock": ""})
        (root / "requirements.txt").write_bytes(b"# \xe9")
        assert project_versions(root).unread == ("requirements.txt",)

    @pytest.mark.parametrize("text", ["project = 1", "tool.poetry.group = 3", "[project]\ndependencies = 'fastapi==1'"])
    def test_tables_of_an_unexpected_shape_say_nothing(self, write: Write, text: str) -> None:
        assert project_versions(write({"pyproject.toml": text})) == Versions()


@pytest.mark.parametrize(
    ("specifier", "constraint"),
    [
        ("==1.2.3", Constraint("1.2.3", True)),
        ("===1.2.3", Constraint("1.2.3", True)),
        ("1.2.3", Constraint("1.2.3", True)),
        (">=1.4", Constraint("1.4", False)),
        ("<2, >=1.4", Constraint("1.4", False, "2")),
        (">=0.95 <0.100", Constraint("0.95", False, "0.100")),
        (">= 1.4, < 2, <1.9", Constraint("1.4", False, "1.9")),
        ("~=1.4.2", Constraint("1.4.2", False, "1.5")),
        ("^1.4", Constraint("1.4", False, "2")),
        ("^0.109.2", Constraint("0.109.2", False, "0.110")),
        ("^0", Constraint("0", False, "1")),
        ("~0.109", Constraint("0.109", False, "0.110")),
        ("^1.4 || ^2.0", Constraint("1.4", False, "3")),
        ("^1.4 || >=2", Constraint("1.4", False)),
        ("==1.4.*", Constraint("1.4", False, "1.5")),
        ("<=1.4", Constraint("", False, "1.4.1")),
        (">1,==1.5", Constraint("1.5", True)),
        ("<2", Constraint("", False, "2")),
        ("!=1.3", None),
        ("*", None),
        ("", None),
    ],
)
def test_what_a_specifier_says_of_the_version(specifier: str, constraint: Constraint | None) -> None:
    assert constraint_of(specifier) == constraint


@pytest.mark.parametrize("line", ["", "fastapi", "fastapi @ https://example.org/f-0.1.zip", "-e .", "# fastapi==1"])
def test_lines_that_name_no_version(line: str) -> None:
    assert requirement_of(line, Path("requirements.txt")) is None


def test_exact_versions_of_all_packages_are_told(write: Write) -> None:
    root = write({"uv.lock": UV, "requirements.txt": "Redis==4.1.0\nhttpx>=0.27\nfastapi==0.1.0\nSome_Lib==2\n"})
    pins = project_versions(root, TargetSettings(pydantic="2.0")).pins
    assert pins == {
        "fastapi": "0.115.6",
        "pydantic": "2.0",
        "starlette": "0.41.3",
        "redis": "4.1.0",
        "some-lib": "2",
    }


class TestWhatAnalysisIsTold:
    """`project.versions.fastapi < (0, 137)` and the like."""

    def test_an_exact_version(self) -> None:
        release = Release("0.115.6")
        assert release < (0, 137)
        assert release >= (0, 115)
        assert release >= (0, 115, 6)
        assert (0, 106) <= release < (0, 118)
        assert release.at_least(0, 115)
        assert not release.at_least(0, 116)

    def test_zeros_at_the_end_and_pre_releases_say_nothing(self) -> None:
        assert Release("0.137") >= (0, 137, 0)
        assert Release("2.0.0") >= (2,)
        assert Release("0.137.0rc1") >= (0, 137)

    def test_the_newest_is_assumed_where_several_are_allowed(self) -> None:
        assert Release() >= (999,)
        assert Release(lowest="0.95") >= (0, 137)
        assert Release(lowest="0.95", below="0.110") < (0, 137)
        assert Release(lowest="0.95", below="0.137") < (0, 137)
        assert Release(lowest="0.95", below="1") >= (0, 137)

    def test_what_must_hold_with_the_oldest(self) -> None:
        assert Release(lowest="3.9").at_least(3, 9)
        assert not Release(lowest="3.9").at_least(3, 10)
        assert not Release().at_least(3, 0)

    def test_from_the_files_of_a_project(self, write: Write) -> None:
        text = '[project]\nrequires-python = ">=3.10"\ndependencies = ["fastapi>=0.100,<0.110", "starlette<1"]\n'
        targets = project_versions(write({"pyproject.toml": text, "requirements.txt": "pydantic==1.10.2\n"})).targets
        assert targets == Targets(
            fastapi=Release(None, "0.100", "0.110"),
            starlette=Release(None, None, "1"),
            pydantic=Release("1.10.2"),
            python=Release(None, "3.10"),
        )

    def test_the_python_that_runs_and_the_oldest_that_may(self, write: Write) -> None:
        text = '[project]\nrequires-python = ">=3.9"\n'
        python = project_versions(write({"pyproject.toml": text, ".python-version": "3.12\n"})).targets.python
        assert python == Release("3.12", "3.9")
        assert python >= (3, 12)
        assert not python.at_least(3, 10)

    def test_from_the_settings_alone(self) -> None:
        assert versions_of(TargetSettings(fastapi="0.99.0")).targets == Targets(fastapi=Release("0.99.0"))


class TestConditionsOfRules:
    def test_hold_unless_another_version_is_known(self):
        assert Targets().meet("fastapi>=0.130, pydantic>=2")
        assert Targets(fastapi=Release("0.130.1")).meet("fastapi>=0.130")
        assert not Targets(fastapi=Release("0.129.0")).meet("fastapi>=0.130")
        assert not Targets(pydantic=Release(below="2")).meet("fastapi>=0.95, pydantic>=2")

    def test_end_where_they_say(self):
        assert Targets(fastapi=Release("0.136")).meet("fastapi<0.137")
        assert not Targets(fastapi=Release("0.137")).meet("fastapi<0.137")
        assert not Targets().meet("fastapi<0.137"), "the newest is assumed"

    def test_are_told_in_words(self):
        assert [str(each) for each in conditions_of("fastapi>=0.95, pydantic<2")] == [
            "FastAPI 0.95 and later",
            "Pydantic before 2",
        ]

    @pytest.mark.parametrize("text", ["fastapi", "fastapi==1", "django>=5", "fastapi>=x", "fastapi>=1;"])
    def test_are_of_one_shape(self, text: str):
        with pytest.raises(ValueError, match="is no condition such as"):
            conditions_of(text)
