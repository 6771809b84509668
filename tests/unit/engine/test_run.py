"""A whole run over small projects in memory: rules look, crash apart from each other, and are reported in order."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import Crash, analyse, attempt
from fastapi_lint.engine.sources import imports_of, load_sources
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.problem import ProblemKind
from fastapi_lint.model.report import Report
from fastapi_lint.source.overlay import Files

from .conftest import (
    CrashingHook,
    CrashingProjectCheck,
    CrashingWants,
    EveryCall,
    EveryHandler,
    ForeignFinding,
    Run,
)

APP = """\
from fastapi import FastAPI

from shop.prices import price

app = FastAPI()


@app.get("/orders")
async def read_orders() -> int:
    return price(len("x"))
"""
PRICES = "def price(size: int) -> int:\n    return abs(size)\n"
SHOP = {"shop/__init__.py": "", "shop/main.py": APP, "shop/prices.py": PRICES}
BROKEN = {"shop/broken.py": "def read(:\n"}


def told(report: Report) -> list[str]:
    return [f"{finding.location} {finding.code} {finding.message}" for finding in report.findings]


def test_node_hooks_and_site_checks_are_called_for_the_sites_that_rules_want(run: Run):
    assert told(run(SHOP, EveryCall(), EveryHandler())) == [
        "shop/main.py:8:2 FAL190 call of `app.get`",
        "shop/main.py:9:1 FAL290 handler `read_orders`",
        "shop/main.py:10:12 FAL190 call of `price`",
        "shop/main.py:10:18 FAL190 call of `len`",
    ]


def test_findings_know_their_function_routes_and_fingerprint(run: Run):
    finding = run(SHOP, EveryHandler()).findings[0]
    assert (finding.function, finding.routes) == ("read_orders", ("GET /orders",))
    assert len(finding.fingerprint) == 32


def test_findings_know_the_thread_on_which_their_place_runs(run: Run):
    finding = run(SHOP, EveryHandler()).findings[0]
    assert finding.thread == "loop"
    in_the_pool = {"shop/main.py": APP.replace("async def", "def")}
    assert run(SHOP | in_the_pool, EveryHandler()).findings[0].thread == "pool"


def test_the_route_table_is_part_of_the_report_where_it_was_asked_for(run: Run):
    assert run(SHOP, EveryHandler()).apps is None
    apps = run(SHOP, EveryHandler(), route_table=True).apps
    assert apps is not None
    assert [(app.name, app.path, [route.path for route in app.routes]) for app in apps] == [
        ("app", "shop/main.py", ["/orders"])
    ]


def test_the_report_counts_what_was_analysed(run: Run):
    statistics = run(SHOP, EveryCall()).statistics
    assert (statistics.files, statistics.routes, statistics.sites_opened) == (3, 1, 1)
    assert statistics.sites >= 1


def test_only_selected_rules_run(run: Run):
    report = run(SHOP, CrashingHook(), EveryHandler(), select=("FAL290",))
    assert [finding.code for finding in report.findings] == ["FAL290"]
    assert report.exit_code() == 0


def test_an_unknown_selector_ends_the_run_before_it_begins(run: Run):
    with pytest.raises(UsageError, match="unknown rule or prefix `FAL777`"):
        run(SHOP, EveryCall(), select=("FAL777",))


def test_findings_are_reported_for_the_files_asked_for_and_all_others_are_context(run: Run):
    files = {**SHOP, **BROKEN, "shop/other.py": APP.replace("/orders", "/others")}
    report = run(files, EveryHandler(), only=("shop/main.py",))
    assert told(report) == ["shop/main.py:9:1 FAL290 handler `read_orders`"]
    assert report.problems == ()
    assert report.statistics.files == 4


def test_a_folder_can_be_asked_for(run: Run):
    files = {**SHOP, "tools/main.py": APP}
    assert {finding.location.path for finding in run(files, EveryCall(), only=("shop",)).findings} == {"shop/main.py"}


def test_suppressed_findings_are_kept_apart(run: Run):
    files = {**SHOP, "shop/main.py": APP.replace("read_orders() -> int:", "read_orders() -> int:  # noqa: FAL290")}
    report = run(files, EveryHandler())
    assert report.findings == ()
    assert [finding.code for finding in report.suppressed] == ["FAL290"]


def test_a_suppression_of_what_is_not_shown_is_not_unused(run: Run):
    files = {**SHOP, "shop/main.py": APP.replace("read_orders() -> int:", "read_orders() -> int:  # noqa: FAL290")}
    assert run(files, EveryHandler(), severity="warning").findings == ()


class TestProblems:
    def test_a_syntax_error_is_a_finding_and_the_rest_is_analysed(self, run: Run):
        report = run({**SHOP, **BROKEN}, EveryHandler())
        assert [(finding.code, finding.location.path) for finding in report.findings] == [
            ("FAL001", "shop/broken.py"),
            ("FAL290", "shop/main.py"),
        ]
        assert report.problems[0].kind is ProblemKind.SYNTAX_ERROR
        assert report.exit_code() == 1

    def test_what_is_nested_too_deeply_is_a_warning(self, run: Run):
        report = run({"deep.py": "x = " + "(" * 300 + "1" + ")" * 300 + "\n"})
        assert [(finding.code, str(finding.severity)) for finding in report.findings] == [("FAL003", "warning")]

    def test_an_unreadable_file_makes_the_analysis_incomplete(self, run: Run):
        report = run({"bad.py": "x = 1\0\n"})
        assert [finding.code for finding in report.findings] == ["FAL002"]
        assert report.exit_code() == 3


class TestCrashes:
    def test_a_hook_that_crashes_is_named_with_its_place_and_the_others_go_on(self, run: Run):
        report = run(SHOP, CrashingHook(), EveryHandler())
        assert [(finding.code, str(finding.location)) for finding in report.findings] == [
            ("FAL005", "shop/main.py:8:2"),
            ("FAL290", "shop/main.py:9:1"),
        ]
        (problem,) = report.problems
        assert problem.message.startswith(
            "rule FAL191 (`crashing-hook`) crashed: KeyError: 'no such thing' at conftest.py:"
        )
        assert (problem.kind, problem.path, problem.line) == (ProblemKind.RULE_CRASH, "shop/main.py", 8)
        assert report.exit_code() == 3

    def test_a_traceback_is_shown_on_request_only(self, run: Run):
        assert "Traceback" not in run(SHOP, CrashingHook()).problems[0].message
        assert "Traceback" in run(SHOP, CrashingHook(), debug=True).problems[0].message

    def test_a_rule_that_crashes_when_asked_what_it_wants_is_found_out(self, run: Run):
        report = run(SHOP, CrashingWants(), EveryHandler())
        assert "FAL290" in {finding.code for finding in report.findings}
        assert {problem.message.split(" at ")[0] for problem in report.problems} == {
            "rule FAL193 (`crashing-wants`) crashed: LookupError: who knows"
        }

    def test_a_check_of_the_project_that_crashes_has_no_place(self, run: Run):
        (problem,) = run(SHOP, CrashingProjectCheck()).problems
        assert problem.message.startswith("rule FAL192 (`crashing-project-check`) crashed: ZeroDivisionError at ")
        assert problem.path is None

    def test_a_finding_of_another_rule_is_a_crash(self, run: Run):
        (problem,) = run(SHOP, ForeignFinding()).problems
        assert "a hook gave a finding of FAL190; use `self.finding`" in problem.message

    def test_an_interrupt_is_no_crash(self):
        def interrupted() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            attempt(interrupted)

    def test_what_an_attempt_returns_passes_through(self):
        assert attempt(lambda: 7) == 7
        crash = attempt(lambda: 1 // 0)
        assert isinstance(crash, Crash)
        assert crash.error == "ZeroDivisionError: integer division or modulo by zero"


def test_the_garbage_collector_is_as_it_was(run: Run):
    assert gc.isenabled()
    run(SHOP, EveryCall())
    assert gc.isenabled()


def test_progress_is_told_stage_by_stage():
    seen: list[tuple[str, int, int]] = []
    files = Files.in_memory(SHOP)
    registry = Registry.of(EveryCall())
    analyse(Request(Path(), Settings(), registry, files=files, progress=lambda *step: seen.append(step)))
    assert list(dict.fromkeys(stage for stage, _, _ in seen)) == ["read", "link", "inspect"]
    assert seen[0] == ("read", 0, 3)
    assert all(done == total for stage, done, total in [seen[3], seen[-1]])


def test_facts_are_plain_data_that_can_cross_a_process():
    sources = load_sources(Request(Path(), Settings(), Registry.of(), files=Files.in_memory(SHOP)))
    assert pickle.loads(pickle.dumps(sources.modules)) == sources.modules


def test_imports_name_modules_and_what_is_taken_from_them():
    files = Files.in_memory({"a.py": "import os\nfrom google.cloud import storage\nfrom . import b\nfrom x import *\n"})
    sources = load_sources(Request(Path(), Settings(), Registry.of(), files=files))
    assert imports_of(sources.modules) == ("google.cloud", "google.cloud.storage", "os", "x")
