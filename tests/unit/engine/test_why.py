"""The answer of `why` as plain data, on the example application."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.engine.why import read_why
from fastapi_lint.model.explanation import Explanation, WhyReport
from fastapi_lint.render.json import encoded
from fastapi_lint.render.why import why_object, why_schema

SHOP = Path(__file__).parents[3] / "examples" / "bookshop"


def asked(where: str) -> WhyReport:
    return read_why(Request(SHOP, Settings(), Registry(()), (SHOP,)), where)


def told(where: str) -> Explanation:
    return asked(where).explanation


def test_the_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(why_schema())


@pytest.mark.parametrize("where", ["derive", "lifespan", "bookshop/main.py:1", "AuditLog", "PaymentService.settle"])
def test_the_answer_is_as_the_schema_says(where: str):
    jsonschema.validate(json.loads(encoded(why_object(asked(where)))), why_schema())


def test_a_helper_runs_where_its_callers_do():
    derive = told("bookshop.services.passwords:derive")
    assert derive.threads == ("loop", "pool")
    assert [(one.name, one.thread) for one in derive.reached_from] == [("register", "loop"), ("login", "pool")]
    assert [hop.function for hop in derive.reached_from[0].trace] == ["register", "hash_password"]
    assert derive.reached_from[0].trace[-1].call == "derive(…)"


def test_middleware_leads_with_all_routes():
    reached = told("AuditLog._append").reached_from
    assert [one.role for one in reached] == ["middleware"]
    assert len(reached[0].routes) > 20


def test_a_line_means_the_innermost_definition_around_it():
    append = told("AuditLog._append")
    assert told(f"{append.path}:{append.line + 1}") == append


def test_every_leaf_of_a_place_is_told():
    assert {does.leaf for does in told("PaymentService.settle").effects} >= {
        "httpx.Client.post",
        "sqlalchemy.orm.Session.commit",
    }


def test_a_name_that_several_definitions_have_is_refused():
    with pytest.raises(UsageError, match=r"may be each of .*ReportService\.sales"):
        asked("sales")


def test_a_file_that_does_not_parse_is_said_to_be_broken(tmp_path: Path):
    (tmp_path / "half.py").write_text("def half(:\n")
    with pytest.raises(UsageError, match="could not be analysed: the file does not parse"):
        read_why(Request(tmp_path, Settings(), Registry(()), (tmp_path,)), "half.py:1")
