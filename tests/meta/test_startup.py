"""What a shell completion or a pre-commit run asks for first must not wait for libraries that it does not need."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

HEAVY = {"libcst", "pydantic", "pydantic_core", "rich", "fastapi", "fastapi_lint_rules", "rules"}

RUN_AND_LIST_MODULES = """
import json, sys
from fastapi_lint.__main__ import main
try:
    main()
except SystemExit as end:
    status = end.code or 0
print()
print(json.dumps({"status": status, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["check", "--help"],
        ["rules", "--help"],
        ["explain", "--help"],
        ["completion", "zsh"],
        ["init", "--help"],
        ["config", "show", "--help"],
    ],
    ids=" ".join,
)
def test_imports_nothing_heavy(
    arguments: list[str], tmp_path: Path, python_in: Callable[..., CompletedProcess[str]]
) -> None:
    run = python_in(tmp_path, "-c", RUN_AND_LIST_MODULES, *arguments)
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout.splitlines()[-1])
    assert seen["status"] == 0
    assert "click" in seen["modules"]  # the command line did run
    assert HEAVY & set(seen["modules"]) == set()


def test_the_list_of_modules_would_show_a_heavy_one(
    tmp_path: Path, python_in: Callable[..., CompletedProcess[str]]
) -> None:
    run = python_in(tmp_path, "-c", "import libcst\n" + RUN_AND_LIST_MODULES, "--version")
    assert "libcst" in json.loads(run.stdout.splitlines()[-1])["modules"]


def modules_of_run(run: CompletedProcess[str]) -> set[str]:
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1])["all"])


LIST_ALL = RUN_AND_LIST_MODULES + 'print(json.dumps({"all": sorted(sys.modules)}))\n'
CHECK = ["check", "--no-config", "--exit-zero", "--output-format", "concise", "."]
QUIET = "def answer() -> int:\n    return 42\n"
LOUD = """
import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read() -> int:
    time.sleep(1)
    return 1
"""


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"]], ids=" ".join)
def test_help_is_at_the_floor_of_click(
    arguments: list[str], tmp_path: Path, python_in: Callable[..., CompletedProcess[str]]
) -> None:
    click = "import click, click._textwrap, runpy, shutil, textwrap\n"  # what click itself needs to write help
    listed = "import json, sys\nprint(json.dumps({'all': [*sys.modules]}))"
    floor = modules_of_run(python_in(tmp_path, "-c", click + listed))
    seen = modules_of_run(python_in(tmp_path, "-c", LIST_ALL, *arguments))
    assert "click" in floor & seen
    assert {name for name in seen - floor if not name.startswith("fastapi_lint")} <= {"zlib", "gc", "_locale", "locale"}


@pytest.mark.parametrize(("source", "is_imported"), [(QUIET, False), (LOUD, True)], ids=["quiet", "loud"])
def test_a_check_imports_libcst_only_to_open_a_site(
    source: str, is_imported: bool, tmp_path: Path, python_in: Callable[..., CompletedProcess[str]]
) -> None:
    (tmp_path / "app.py").write_text(source)
    seen = modules_of_run(python_in(tmp_path, "-c", LIST_ALL, *CHECK))
    assert "fastapi_lint_rules.concurrency.blocking_call" in seen
    assert ("libcst" in seen) == is_imported
    assert {"pydantic", "rich", "importlib.metadata", "email", "difflib"} & seen == set()


def test_matchers_and_metadata_are_never_asked_for(
    tmp_path: Path, python_in: Callable[..., CompletedProcess[str]]
) -> None:
    (tmp_path / "app.py").write_text(LOUD)
    seen = modules_of_run(python_in(tmp_path, "-c", LIST_ALL, *CHECK))
    assert "libcst.matchers" not in seen
