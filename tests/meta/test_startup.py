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
    [["--help"], ["--version"], ["check", "--help"], ["rules", "--help"], ["explain", "--help"]],
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
