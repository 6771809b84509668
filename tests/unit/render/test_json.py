"""The public JSON: stable, and as its published schema says."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.json import check_json, check_object, check_schema, rendered

FINDING_KEYS = [
    *("code", "name", "severity", "confidence", "message", "path", "line", "column", "end_line", "end_column"),
    *("function", "trace", "also", "routes", "fix", "fingerprint", "introduced", "url"),
]


def test_the_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(check_schema())


def test_a_report_is_as_the_schema_says(report: Report):
    jsonschema.validate(json.loads(check_json(report)), check_schema())


def test_a_problem_without_a_place_is_as_the_schema_says(report: Report):
    crash = Problem(ProblemKind.RULE_CRASH, "rule FAL901 raised ValueError")
    jsonschema.validate(check_object(replace(report, problems=(crash,))), check_schema())


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_kind_of_problem_is_in_the_schema(report: Report, kind: ProblemKind):
    jsonschema.validate(check_object(replace(report, problems=(Problem(kind, "so it is"),))), check_schema())


@pytest.mark.parametrize(
    ("key", "value"), [("line", 0), ("severity", "fatal"), ("extra", 1), ("routes", None), ("code", "")]
)
def test_the_schema_refuses_what_is_not_promised(report: Report, key: str, value: object):
    document = check_object(report)
    document["findings"][0][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, check_schema())


@pytest.mark.parametrize("root", ["/srv/shop", '/srv/"findings": []', "/srv/l\udcfcgen"])
@pytest.mark.parametrize("shown", [0, 1, 2])
def test_what_is_written_finding_by_finding_is_the_same_document(report: Report, root: str, shown: int):
    report = replace(report, root=root, findings=report.findings[:shown])
    pieces = list(rendered(report, Context()))
    assert "".join(pieces).encode("utf-8", "backslashreplace") == check_json(report)
    assert "".join(pieces) == json.dumps(check_object(report), ensure_ascii=False, indent=2) + "\n"
    assert len(pieces) == shown + 2


def test_keys_and_their_order(report: Report):
    document = json.loads(check_json(report))
    assert list(document) == ["version", "root", "findings", "problems", "summary"]
    assert [list(finding) for finding in document["findings"]] == [FINDING_KEYS, FINDING_KEYS]


def test_one_finding_in_full(report: Report):
    assert check_object(report)["findings"][0] == {
        "code": "FAL101",
        "name": "blocking-call",
        "severity": "error",
        "confidence": "high",
        "message": "`read_order` runs on the event loop and waits for `requests.get` through `load` and `fetch`",
        "path": "app/routers/orders.py",
        "line": 3,
        "column": 12,
        "end_line": 3,
        "end_column": 26,
        "function": "read_order",
        "trace": [
            {"path": "app/routers/orders.py", "line": 3, "function": "read_order", "call": "load(order_id)"},
            {"path": "app/services/orders.py", "line": 8, "function": "load", "call": "fetch(url)"},
            {
                "path": "app/http.py",
                "line": 121,
                "function": "HttpClient.fetch",
                "call": "requests.get(url, timeout=3)",
            },
        ],
        "also": [
            {
                "leaf": "bcrypt.hashpw",
                "kind": "cpu",
                "trace": [
                    {"path": "app/routers/orders.py", "line": 3, "function": "read_order", "call": "load(order_id)"},
                    {"path": "app/services/orders.py", "line": 9, "function": "load", "call": "bcrypt.hashpw(…)"},
                ],
            }
        ],
        "routes": [f"GET /orders/{{order_id}}/{number}" for number in range(30)],
        "fix": {
            "title": "Await `load_async`",
            "safety": "unsafe",
            "edits": [
                {
                    "path": "app/routers/orders.py",
                    "line": 3,
                    "column": 12,
                    "end_line": 3,
                    "end_column": 16,
                    "replacement": "await load_async",
                }
            ],
        },
        "fingerprint": "0123456789abcdef",
        "introduced": None,
        "url": "https://fastapi-lint.readthedocs.io/rules/FAL101/",
    }


def test_a_rule_without_a_page_has_no_address(report: Report):
    assert check_object(report)["findings"][1]["url"] is None


def test_the_summary_counts(report: Report):
    assert check_object(report)["summary"] == {
        "findings": 2,
        "by_severity": {"error": 1, "warning": 1, "info": 0},
        "by_code": {"FAL101": 1, "FAL104": 1},
        "fixable": {"safe": 0, "unsafe": 1},
        "suppressed": 1,
        "known": 0,
        "stale": 0,
        "comparison": None,
        "files": 38,
        "routes": 24,
        "calls": 1204,
        "resolved": 1003,
        "excluded": [],
        "unresolved": {"attribute of an unknown type": 150, "parameter without a type": 51},
    }


def test_the_same_report_is_the_same_bytes_in_whatever_order_it_was_found(report: Report):
    backwards = replace(report, findings=report.findings[::-1], problems=report.problems[::-1])
    assert check_json(backwards) == check_json(report)


def test_text_is_utf_8_and_undecodable_names_are_escaped(report: Report):
    finding = replace(report.findings[0], message="`größe`", location=Location("caf\udce9.py", Span(1, 1, 1, 2)))
    encoded = check_json(replace(report, findings=(finding,)))
    assert "`größe`".encode() in encoded
    assert json.loads(encoded)["findings"][0]["path"] == "caf\udce9.py"
