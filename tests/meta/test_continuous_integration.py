"""What the guide to continuous integration shows can be pasted: it is valid, and names what there is."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from fastapi_lint.cli import exits
from fastapi_lint.cli.check import check
from fastapi_lint.render.formats import FORMATS


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    return (root / "docs" / "continuous-integration.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def snippets(guide: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(body) for body in re.findall(r"^```yaml\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)]


def schema(name: str) -> dict[str, Any]:
    text = (files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def workflows(snippets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in snippets if "jobs" in each]


def test_each_snippet_is_of_a_kind_that_is_checked(snippets: list[dict[str, Any]]) -> None:
    kinds = [next(key for key in ("jobs", "repos", "fastapi-lint") if key in each) for each in snippets]
    assert {kind: kinds.count(kind) for kind in kinds} == {"jobs": 4, "fastapi-lint": 1, "repos": 2}


def test_workflows_are_valid(snippets: list[dict[str, Any]]) -> None:
    for each in workflows(snippets):
        keyed = {"on" if key is True else key: value for key, value in each.items()}  # YAML 1.1 takes `on` for true
        jsonschema.validate(keyed, schema("github-workflows"))


def test_pipelines_are_valid(snippets: list[dict[str, Any]]) -> None:
    for each in snippets:
        if "fastapi-lint" in each:
            jsonschema.Draft7Validator(schema("gitlab-ci")).validate(each)


def test_inputs_of_the_action_are_those_that_it_has(root: Path, guide: str, snippets: list[dict[str, Any]]) -> None:
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    listed = re.findall(r"^\| `([a-z-]+)` \|", guide.partition("### Only what")[0], re.MULTILINE)
    assert listed == list(action["inputs"])
    steps = [step for each in workflows(snippets) for job in each["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if step.get("uses", "").startswith("your-organisation/fastapi-lint@")]
    assert len(ours) == 3
    assert all(set(step["with"]) <= set(action["inputs"]) for step in ours)


def test_hooks_are_those_that_there_are(root: Path, snippets: list[dict[str, Any]]) -> None:
    known = {hook["id"] for hook in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    used = {hook["id"] for each in snippets for repo in each.get("repos", ()) for hook in repo["hooks"]}
    assert used
    assert used <= known


def test_options_and_formats_are_those_that_there_are(guide: str) -> None:
    options = {option for parameter in check.params for option in parameter.opts}
    assert set(re.findall(r"(?<=[ `])--[a-z-]+", guide)) <= options
    assert set(re.findall(r"--output ([a-z]+)", guide)) <= set(FORMATS)
    assert set(FORMATS) - set(re.findall(r"--output ([a-z]+)", guide)) == {"rich"}


def test_exit_codes_are_those_that_there_are(guide: str) -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", guide.partition("## Exit codes")[2], re.MULTILINE)}
    assert listed == {exits.CLEAN, exits.FINDINGS, exits.USAGE, exits.INCOMPLETE, exits.INTERRUPTED}
