"""Blocking calls of all layouts, within expressions of all kinds: what they give is the same once they are awaited."""

from __future__ import annotations

import os

from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.engine.run import load_rules
from tests.fixes.running import fixed, run

RULE = next(rule for rule in load_rules().rules if rule.code == "FAL101")
EXAMPLES = 1_000 if os.environ.get("FASTAPI_LINT_FIXES") else 25

HEAD = """\
import os
import subprocess
from typing import Any

from fastapi import FastAPI, Request

app = FastAPI()
seen: list[Any] = []


class Number(int):
    def __call__(self, *values: int) -> "Number":
        return Number(self + sum(values))

    def __getitem__(self, key: int) -> "Number":
        return Number(self + key)

    @property
    def more(self) -> "Number":
        return Number(self + 1)

    def __iter__(self) -> Any:
        return iter((int(self), 1))

    def keys(self) -> list[str]:
        return ["a"]


class Numbers:
    def load(self, *values: int, **named: int) -> Number:
        return load(*values, **named)


def load(*values: int, **named: int) -> Number:
    if len(seen) < 0:
        subprocess.run(["true"])
    seen.append((values, named))
    return Number(sum(values) + 2 * sum(named.values()))


numbers = Numbers()


async def both(*values: int, **named: int) -> int:
    return sum(values) + sum(named.values())


@app.get("/")
async def handler(request: Request) -> Any:
    seen.clear()
    one, two, rest = 1, [1, 2], {"b": 3}
    await request.body()
"""
TAIL = "    return [result, seen]\n"

CALLED = ["load", "numbers.load", "Numbers().load", "(load)", "numbers . load"]
ARGUMENTS = ["", "1", "one, b=2", "*two", "**rest", "1, *two, c=one, **rest", "\n        1,\n        b=2,  # two\n    ",
             " 1 ", "(one), ", "await both(1), 2", "one if one else 2", "n := 3", "  # none\n    "]  # fmt: skip
AROUND = ["{0}", "({0})", "-{0}", "{0} ** 2", "2 ** {0}", "{0} + {1}", "not {0}", "{0} and {1}", "{0} if {1} else {0}",
          "{0}.more", "{0}[1]", "{0}(1)", "{0}.more(1)[2].more", "[{0}, *{1}]", "{{**{0}}}", "{{{0}: {1}}}",
          "[{0} for _ in two]", "[x for x in two if {0}]", "{{x: {0} for x in two}}", "await both({0}, b={1})",
          "({0}\n        # sum\n        + {1})", "{0} < {1} < 9", "{0} in two", "[x := {0}, x]", "{0}, {1}", "str({0})",
          "'%s' % {0}", "two[{0}:{1}]"]  # fmt: skip
STATEMENTS = [
    "result = {0}", "result: Any = {0}", "result = 1; result += {0}", "result = other = {0}",
    "if {0}:\n        result = 1\n    else:\n        result = 2",
    "while {0}:\n        result = 1\n        break\n    else:\n        result = 2",
    "try:\n        result = {0}\n    except IndexError:\n        result = 3",
    "match {0}:\n        case result:\n            pass",
    "with open(os.devnull):\n        result = {0}",
    "result = []; [result.append({0}) for _ in two]",
    "assert True, {0}\n    result = 0",
]  # fmt: skip

calls = st.builds("{}({})".format, st.sampled_from(CALLED), st.sampled_from(ARGUMENTS))
expressions = st.builds(str.format, st.sampled_from(AROUND), calls, calls)
deeper = st.builds(str.format, st.sampled_from(AROUND), expressions.map("({})".format), calls)
within = st.builds("load({})".format, calls)
bodies = st.builds(str.format, st.sampled_from(STATEMENTS), st.one_of(expressions, deeper, within))


def answer(code: str) -> tuple[int, str]:
    """What the handler answers, with all calls that were made."""
    response = TestClient(run(code).app, raise_server_exceptions=False).get("/")
    return response.status_code, response.text


@settings(max_examples=EXAMPLES, deadline=None)
@given(bodies)
def test_what_is_awaited_gives_the_same(body: str) -> None:
    before = f"{HEAD}    {body}\n{TAIL}"
    try:
        compile(before, "main.py", "exec")
    except SyntaxError:
        return
    done = fixed({"main.py": before.encode()}, RULE, unsafe=True)
    assert done.report.problems == ()
    assert [one.message for one in done.report.findings if "subprocess" in one.message] == [], f"no fix for\n{body}"
    after = done.changes[0].after.decode()
    assert "run_in_threadpool" in after
    assert answer(after) == answer(before), after
    assert fixed({"main.py": after.encode()}, RULE, unsafe=True).changes == ()
