"""The readable report as a whole: the same content at every width and in every character set."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from textwrap import dedent

import pytest

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Chain, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.render.block import block
from fastapi_lint.render.console import console_for, print_lines
from fastapi_lint.render.glyphs import ASCII
from fastapi_lint.render.page import Page
from fastapi_lint.render.places import Standpoint
from fastapi_lint.render.text import FRAMES, text

Sources = dict[str, list[str]]


def page(sources: Sources, width: int = 80, **changes: object) -> Page:
    return replace(Page(width=width, lines_of=lambda path: sources.get(path, [])), **changes)


LONG_HEADLINE = (
    "error[FAL101] blocking-call: `read_order` runs on the event loop and waits for `requests.get` "
    "through `load` and `fetch`\n"
)


def printed(report: Report, on: Page) -> str:
    return "\n".join(line.plain for line in text(report, on)) + "\n"


AT_80 = dedent(
    """\
    app/routers/orders.py ─────────────────────────────────────────────── 2 findings

    error[FAL101] blocking-call: `read_order` runs on the event loop and waits for
      `requests.get` through `load` and `fetch`
     --> app/routers/orders.py:3:12 in read_order
      │
    2 │ async def read_order(order_id: int) -> Order:
    3 │     return load(order_id)
      │            ^^^^^^^^^^^^^^
      │
      = calls:    app/routers/orders.py:3 in read_order
                    load(order_id)
                ↳ app/services/orders.py:8 in load
                    fetch(url)
                ↳ app/http.py:121 in HttpClient.fetch
                    requests.get(url, timeout=3)  ■
      = also:   `bcrypt.hashpw` at app/services/orders.py:9
      = routes: GET /orders/{order_id}/0, GET /orders/{order_id}/1,
                GET /orders/{order_id}/2, and 27 more
      = help:   await `httpx.AsyncClient.get`, or run the call in a thread with
                `anyio.to_thread.run_sync`
      = fix:    Await `load_async` (`--fix --unsafe-fixes`)
      = rule:   fastapi-lint explain FAL101

    warning[FAL104] sync-handler-io: `create_order` waits for the database in one of
      40 pool threads
     --> app/routers/orders.py:7:12 in create_order · medium confidence
      │
    6 │ def create_order(order: NewOrder) -> Order:
    7 │     return repository.save(order)
      │            ^^^^^^^^^^^^^^^^^^^^^^
      │
      = routes: POST /orders
      = rule:   fastapi-lint explain FAL104

    problem[unreadable]: `app/legacy.py` is not UTF-8: byte 0xe9 in line 4
     --> app/legacy.py:4
      = help: save it as UTF-8, or declare its encoding in the first line

    ────────────────────────────────────────────────────────────────────────────────
    2 findings: 1 error, 1 warning, in 1 file.

      error    FAL101  blocking-call    1  in 1 file
      warning  FAL104  sync-handler-io  1  in 1 file

    Analysed 38 files, 24 routes and 1,204 calls (83 % of them resolved).
    Not analysed: 1 file that cannot be read, 201 calls to code that is not known,
      taken as harmless.
    1 fixable with `--fix --unsafe-fixes`.
    1 finding suppressed.
    The analysis is incomplete: see the problems above.
    """
)


def test_at_80_columns(report: Report, sources: Sources):
    assert printed(report, page(sources)) == AT_80


def test_at_140_columns_a_hop_of_the_chain_takes_one_line(report: Report, sources: Sources):
    shown = printed(report, page(sources, 140))
    assert LONG_HEADLINE in shown
    assert (
        dedent(
            """\
             --> app/routers/orders.py:3:12 in read_order
              │
            2 │ async def read_order(order_id: int) -> Order:
            3 │     return load(order_id)
              │            ^^^^^^^^^^^^^^
              │
              = calls:    app/routers/orders.py:3   read_order        load(order_id)
                        ↳ app/services/orders.py:8  load              fetch(url)
                        ↳ app/http.py:121           HttpClient.fetch  requests.get(url, timeout=3)  ■
              = also:   `bcrypt.hashpw` at app/services/orders.py:9
              = routes: GET /orders/{order_id}/0, GET /orders/{order_id}/1, GET /orders/{order_id}/2, and 27 more
            """
        )
        in shown
    )


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_page_nor_ends_in_white_space(report: Report, sources: Sources, width: int):
    lines = list(text(report, page(sources, width)))
    assert max(line.cell_len for line in lines) <= width
    assert [line.plain for line in lines] == [line.plain.rstrip() for line in lines]


def test_paths_stay_whole_on_a_narrow_page(report: Report, sources: Sources):
    shown = printed(report, page(sources, 30))
    assert "↳ app/services/orders.py:8\n" in shown


def test_ascii_streams_get_ascii_only(report: Report, sources: Sources):
    shown = printed(report, page(sources, glyphs=ASCII, encoding="ascii"))
    assert shown.isascii()
    assert "  = calls:     app/routers/orders.py:3 in read_order\n" in shown
    assert "            -> app/http.py:121 in HttpClient.fetch\n" in shown
    assert "    requests.get(url, timeout=3)  *\n" in shown


def test_a_pipe_gets_no_control_codes(report: Report, sources: Sources):
    stream = io.StringIO()
    print_lines(console_for(stream, width=80), text(report, page(sources)))
    assert stream.getvalue() == AT_80


def test_color_is_extra_the_text_is_the_same(report: Report, sources: Sources):
    stream = io.StringIO()
    console = console_for(stream, color=True, width=80)
    print_lines(console, text(report, page(sources)))
    colored = stream.getvalue()
    assert "\x1b[1;31merror[FAL101]\x1b[0m" in colored
    assert "\x1b[36mapp/routers/orders.py:3:12\x1b[0m in read_order\n" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == AT_80


def test_the_order_of_the_findings_is_that_of_the_files(report: Report, sources: Sources):
    backwards = replace(report, findings=report.findings[::-1], problems=report.problems[::-1])
    assert printed(backwards, page(sources)) == printed(report, page(sources))


def test_paths_are_shown_from_the_working_directory(report: Report, sources: Sources):
    shown = printed(report, page(sources, standpoint=Standpoint(prefix="services/shop")))
    assert " --> services/shop/app/routers/orders.py:3:12 in read_order\n" in shown
    assert "↳ services/shop/app/http.py:121 in" in shown
    assert " --> services/shop/app/legacy.py:4\n" in shown
    below = printed(report, page(sources, standpoint=Standpoint(inside="app/routers")))
    assert " --> orders.py:3:12 in read_order\n" in below
    assert "↳ ../http.py:121 " in below


def test_a_finding_at_the_leaf_itself_has_no_chain(blocking_call: Finding, sources: Sources):
    direct = replace(blocking_call, trace=(Hop("app/routers/orders.py", 3, 12, "read_order", "load(order_id)"),))
    assert not [line for line in block(direct, page(sources)) if "calls:" in line.plain]


def test_four_routes_are_all_shown_rather_than_one_counted(blocking_call: Finding, sources: Sources):
    four = replace(blocking_call, routes=("GET /a", "GET /b", "GET /c", "GET /d"))
    five = replace(blocking_call, routes=(*four.routes, "GET /e"))
    assert "GET /a, GET /b, GET /c, GET /d" in "\n".join(line.plain for line in block(four, page(sources)))
    assert "GET /a, GET /b, GET /c, and 2 more" in "\n".join(line.plain for line in block(five, page(sources)))


def test_a_file_that_cannot_be_read_again_has_no_frame(blocking_call: Finding):
    lines = [line.plain for line in block(blocking_call, Page(width=80))]
    assert " --> app/routers/orders.py:3:12 in read_order" in lines
    assert not [line for line in lines if "│" in line]


def test_hostile_names_are_made_visible(blocking_call: Finding):
    hostile = replace(
        blocking_call,
        message="`\x1b]0;owned\x07` is called",
        function="read\x1b[2J",
        location=Location("app/\x1b[31m.py", Span(1, 1, 1, 2)),
        routes=("GET /\x9b31m",),
    )
    shown = "\n".join(line.plain for line in block(hostile, Page(width=80)))
    assert not [character for character in shown if character != "\n" and not character.isprintable()]


def test_a_clean_report():
    clean = Report("1.2.3", "/srv/shop", (), (), statistics=Statistics(files=1, routes=1, calls=3, calls_resolved=3))
    assert printed(clean, Page(width=40)) == dedent(
        """\
        ────────────────────────────────────────
        No findings.
        Analysed 1 file, 1 route and 3 calls
          (100 % of them resolved).
        """
    )


def test_the_gravest_rules_are_summed_up_first(blocking_call: Finding, pool_pressure: Finding):
    hint = replace(pool_pressure, code="FAL900", name="a-hint", severity=Severity.INFO)
    elsewhere = replace(pool_pressure, location=Location("app/other.py", Span(1, 1, 1, 2)))
    findings = (hint, hint, hint, elsewhere, pool_pressure, blocking_call)
    lines = printed(Report("1.2.3", "/srv/shop", findings, ()), Page(width=80)).splitlines()
    start = lines.index("6 findings: 1 error, 2 warnings, 3 info, in 2 files.")
    assert lines[start + 2 : start + 5] == [
        "  error    FAL101  blocking-call    1  in 1 file",
        "  warning  FAL104  sync-handler-io  2  in 2 files",
        "  info     FAL900  a-hint           3  in 1 file",
    ]


def test_what_is_a_problem_and_a_finding_is_told_once_with_the_hint(blocking_call: Finding):
    path = "app/main.py"
    finding = replace(blocking_call, message="invalid syntax", advice="", location=Location(path, Span(4, 1, 4, 1)))
    problem = Problem(ProblemKind.SYNTAX_ERROR, "invalid syntax", path, 4, hint="mend it or exclude it")
    shown = printed(Report("1.2.3", "/srv/shop", (finding,), (problem,)), Page(width=80))
    assert shown.count("invalid syntax") == 1
    assert " = help:   mend it or exclude it\n" in shown


def test_a_rule_with_several_severities_is_counted_for_each(pool_pressure: Finding):
    error = replace(pool_pressure, severity=Severity.ERROR)
    lines = printed(Report("1.2.3", "/srv/shop", (pool_pressure, pool_pressure, error), ()), Page()).splitlines()
    assert "  error    FAL104  sync-handler-io  1  in 1 file" in lines
    assert "  warning  FAL104  sync-handler-io  2  in 1 file" in lines


def test_a_traceback_keeps_its_lines():
    problem = Problem(ProblemKind.RULE_CRASH, "rule FAL901 crashed\nTraceback:\n  File x\x1b[31m\nValueError: no")
    shown = printed(Report("1.2.3", "/srv/shop", (), (problem,)), Page(width=80))
    assert shown.startswith(
        "problem[rule-crash]: rule FAL901 crashed\n  Traceback:\n    File x\\x1b[31m\n  ValueError: no\n\n"
    )


def test_files_with_the_gravest_findings_come_first(blocking_call: Finding, sources: Sources):
    remark = replace(blocking_call, severity=Severity.INFO, location=Location("app/a.py", Span(1, 1, 1, 2)))
    lines = printed(Report("0.1.0", "/", (remark, blocking_call), ()), page(sources)).splitlines()
    headings = [line.split()[0] for line in lines if line.startswith("app/")]
    assert headings == ["app/routers/orders.py", "app/a.py"]


def test_many_warnings_of_one_rule_take_a_line_each_but_errors_are_shown_in_full(
    blocking_call: Finding, sources: Sources
):
    direct = replace(blocking_call, trace=blocking_call.trace[:1])
    errors = [replace(direct, location=Location("app/a.py", Span(n, 1, n, 2))) for n in range(1, 21)]
    warnings = [replace(error, severity=Severity.WARNING, code="FAL104") for error in errors]
    shown = printed(Report("0.1.0", "/", (*errors, *warnings), ()), page(sources, width=200))
    assert shown.count("error[FAL101] blocking-call: ") == 20
    assert shown.count("warning[FAL104] blocking-call: ") == FRAMES
    assert shown.count("warning[FAL104] line ") == 20 - FRAMES
    assert "warning[FAL104] line 20: `read_order` runs on the event loop" in shown


def test_a_few_other_leaves_are_named_and_the_rest_counted(sources: Sources, blocking_call: Finding):
    here = blocking_call.trace[0]
    chains = tuple(
        Chain("open", "disk", (here, Hop("app/files.py", line, 5, "keep", "open(…)"))) for line in (3, 8, 13, 21)
    )
    busy = replace(blocking_call, also=(*chains, chains[0]))
    lines = "\n".join(line.plain for line in block(busy, page(sources, width=120)))
    assert "= also:   `open` at app/files.py:3, `open` at app/files.py:8, and 2 more\n" in lines


def test_findings_whose_chains_end_at_one_place_take_a_line_each_after_the_first_of_their_file(
    blocking_call: Finding, sources: Sources
):
    places = [("app/a.py", 1), ("app/a.py", 2), ("app/b.py", 1)]
    errors = [replace(blocking_call, location=Location(path, Span(line, 1, line, 2))) for path, line in places]
    shown = printed(Report("0.1.0", "/", tuple(errors), ()), page(sources, width=200))
    assert shown.count("error[FAL101] blocking-call: ") == 2
    assert shown.count("error[FAL101] line 2: `read_order` runs on the event loop") == 1


def test_only_the_first_finding_of_a_code_names_the_manual(report: Report, sources: Sources):
    twice = replace(report, findings=tuple(replace(each, trace=()) for each in report.findings * 2))
    shown = printed(twice, page(sources))
    assert shown.count("error[FAL101] blocking-call: ") == 2
    assert shown.count("= rule:   fastapi-lint explain FAL101") == 1


def test_problems_that_are_told_alike_are_told_once(sources: Sources):
    problems = tuple(Problem(ProblemKind.UNRESOLVED, "who knows", "app/a.py", line) for line in range(1, 9))
    shown = printed(Report("0.1.0", "/", (), problems), page(sources))
    assert "problem[unresolved]: who knows (8 times)\n --> app/a.py:1\n --> app/a.py:2\n" in shown
    assert " --> app/a.py:5\n     and 3 more\n" in shown


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "  error    FAL101  blocking-call    1  in 1 file"),
        (45, "  error    FAL101  blocking-call    1"),
        (30, "  error    FAL101  1"),
    ],
)
def test_the_table_has_what_a_narrow_page_has_room_for(report: Report, sources: Sources, width: int, line: str):
    assert line in printed(report, page(sources, width)).splitlines()
