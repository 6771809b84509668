"""The action for GitHub: valid, and its scripts do what the inputs say, whatever is in them. GitHub itself is not here:
the variables that it sets are set by the tests, and what it reads are files."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
import yaml

from .conftest import environment, write

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash")

EVIL = "$(touch pwned) `touch pwned` '; touch pwned; ' \"; touch pwned; \" && touch pwned | touch pwned"
"""An input that would make a file if any part of it were ever read as shell code."""


class Ended(NamedTuple):
    """How a script ended: its exit code, what it printed, and the outputs that it gave."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]


def script(name: str, folder: Path, scratch: Path, **variables: str) -> Ended:
    """Run a script of the action in a folder, with the variables that GitHub and the action would set."""
    scratch.mkdir(exist_ok=True)
    given = scratch / "output"
    given.write_text("")
    github = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(given),
        "GITHUB_STEP_SUMMARY": str(scratch / "summary.md"),
        "RUNNER_TEMP": str(scratch),
    }
    done = subprocess.run(
        [str(BASH), str(ROOT / "action" / name)],
        cwd=folder,
        env={name: value for name, value in environment(github | variables).items() if name != "FASTAPI_LINT_NO_CACHE"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout, done.stderr, outputs_of(given.read_text("utf-8")))


def outputs_of(text: str) -> dict[str, str]:
    """What GitHub reads from the file of outputs: `name=value`, or a value of several lines between marks."""
    outputs = {}
    lines = iter(text.splitlines())
    for line in lines:
        if "<<" in line:
            name, _, mark = line.partition("<<")
            outputs[name] = "\n".join(iter(lambda: next(lines), mark))
        else:
            name, _, outputs[name] = line.partition("=")
    return outputs


def defaults() -> dict[str, str]:
    """The inputs of the step that checks, as they are if a workflow gives none."""
    step = next(each for each in ACTION["runs"]["steps"] if each.get("id") == "check")
    variables = {}
    for name, value in step["env"].items():
        wanted = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
        if wanted:
            variables[name] = ACTION["inputs"][wanted[1]]["default"]
    return variables | {"PYTHON": sys.executable}


@pytest.fixture
def check(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    scratch = tmp_path_factory.mktemp("runner")

    def run(**inputs: str) -> Ended:
        return script("check.sh", shop, scratch, **(defaults() | inputs))

    return run


class TestAction:
    def test_is_valid(self) -> None:
        vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "github-actions.json"
        jsonschema.validate(ACTION, json.loads(vendored.read_text(encoding="utf-8")))

    def test_no_input_is_ever_a_part_of_a_script(self) -> None:
        scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
        assert len(scripts) == 2
        assert not any("${{" in each for each in scripts)

    def test_every_input_is_used_and_every_one_used_is_there(self) -> None:
        steps = json.dumps(ACTION["runs"]["steps"])
        assert set(re.findall(r"inputs\.([a-z-]+)", steps)) == set(ACTION["inputs"])

    def test_every_output_is_given(self, check: Any) -> None:
        ended = check()
        named = re.findall(r"steps\.check\.outputs\.([a-z-]+)", json.dumps(ACTION))
        assert set(named) == set(ended.outputs)

    @pytest.mark.parametrize("name", ["install.sh", "check.sh"])
    def test_scripts_may_be_executed(self, name: str) -> None:
        assert (ROOT / "action" / name).stat().st_mode & stat.S_IXUSR


@needs_bash
class TestCheck:
    def test_annotates_and_sums_up(self, check: Any, tmp_path: Path) -> None:
        ended = check()
        assert ended.code == 1
        assert ended.out.startswith("::error file=shop/main.py,line=10")
        assert ended.outputs["exit-code"] == "1"
        report = json.loads(Path(ended.outputs["report"]).read_text("utf-8"))
        assert ended.outputs["findings"] == str(report["summary"]["findings"]) == "2"
        assert ended.outputs["sarif"] == ""

    def test_without_annotations_the_log_has_a_line_a_finding(self, check: Any) -> None:
        assert check(ANNOTATIONS="false").out.startswith("shop/main.py:10:12: FAL101 ")

    def test_what_fails_the_step_can_be_chosen(self, check: Any) -> None:
        ended = check(FAIL_ON="never")
        assert (ended.code, ended.outputs["exit-code"], ended.outputs["findings"]) == (0, "0", "2")

    def test_sarif_is_written_where_it_is_wanted(self, check: Any, shop: Path) -> None:
        ended = check(SARIF_FILE="out put.sarif")
        assert ended.outputs["sarif"] == str(shop / "out put.sarif")
        assert json.loads((shop / "out put.sarif").read_text("utf-8"))["version"] == "2.1.0"

    def test_what_is_to_be_uploaded_needs_no_name(self, check: Any) -> None:
        assert Path(check(UPLOAD_SARIF="true").outputs["sarif"]).is_file()

    def test_paths_one_a_line(self, check: Any, shop: Path) -> None:
        write(shop, {"more code/a b.py": "import requests\n"})
        ended = check(PATHS="more code/a b.py\r\n\nshop/orders.py\n", ARGS="--select ALL\n  -q  --color never")
        assert ended.code in (0, 1)
        assert "there is no file" not in ended.err

    def test_wrong_usage_gives_no_report_of_an_earlier_run(self, check: Any) -> None:
        check(SARIF_FILE="a.sarif")
        ended = check(SARIF_FILE="a.sarif", FAIL_ON="fatal")
        assert ended.code == 2
        assert ended.outputs == {"exit-code": "2", "findings": "", "report": "", "sarif": ""}

    def test_the_cache_is_kept_where_the_action_keeps_it(self, check: Any) -> None:
        step = next(each for each in ACTION["runs"]["steps"] if each.get("uses", "").startswith("actions/cache"))
        place = step["with"]["path"].partition("/")[2]
        folder = Path(check(CACHE="false").outputs["report"]).parents[1] / place
        assert not folder.exists()
        check()
        assert any(folder.iterdir())

    @pytest.mark.parametrize("name", ["PATHS", "ARGS", "FAIL_ON", "BASELINE", "SARIF_FILE", "ANNOTATIONS", "CACHE"])
    def test_nothing_of_an_input_is_executed(self, check: Any, shop: Path, name: str) -> None:
        check(**{name: EVIL})
        assert not list(shop.rglob("pwned"))

    def test_the_checked_folder_is_not_importable(self, check: Any, shop: Path) -> None:
        for name in ("fastapi_lint.py", "json.py"):
            (shop / name).write_text("open('pwned', 'w')\n")
        assert check().code == 1
        assert not (shop / "pwned").exists()


STUB = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$RUNNER_TEMP/calls"
if [[ $1 == -m && $2 == venv ]]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
"""


@needs_bash
class TestInstall:
    """With a Python that notes how it is called, since nothing is to be downloaded."""

    @pytest.fixture
    def install(self, tmp_path: Path) -> Any:
        python = tmp_path / "stub"
        python.write_text(STUB)
        python.chmod(0o755)

        def run(version: str) -> tuple[Ended, list[str]]:
            ended = script("install.sh", tmp_path, tmp_path / "runner", VERSION=version, PYTHON=str(python))
            calls = tmp_path / "runner" / "calls"
            return ended, calls.read_text().splitlines() if calls.exists() else []

        return run

    @pytest.mark.parametrize(
        ("version", "requirement"),
        [
            ("", str(ROOT)),
            ("0.1.0", "fastapi-lint==0.1.0"),
            (">=0.2,<1", "fastapi-lint>=0.2,<1"),
            ("==0.3.*", "fastapi-lint==0.3.*"),
        ],
    )
    def test_the_version_that_is_asked_for(self, install: Any, version: str, requirement: str) -> None:
        ended, calls = install(version)
        assert ended.code == 0, ended.err
        assert calls[-1].endswith(f" install {requirement}")
        assert Path(ended.outputs["python"]).is_file()

    @pytest.mark.parametrize(
        "version", ["@ git+https://evil.example/x", "0.1\n--index-url=x", "$(touch pwned)", "1;true"]
    )
    def test_what_is_no_version_is_refused(self, install: Any, tmp_path: Path, version: str) -> None:
        ended, calls = install(version)
        assert ended.code == 2
        assert ended.out.startswith("::error title=fastapi-lint::")
        assert ended.out.count("\n") == 1
        assert calls == []
        assert not list(tmp_path.rglob("pwned"))

    def test_an_old_python_is_refused(self, tmp_path: Path) -> None:
        ended = script("install.sh", tmp_path, tmp_path / "runner", VERSION="", PYTHON="false")
        assert ended.code == 2
        assert "is no Python of 3.11 or newer" in ended.out
