"""Signatures of all shapes move into `Annotated`: the application says and does the same before and after."""

from __future__ import annotations

import inspect
import os
from typing import Any, NamedTuple

from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_lint.engine.run import load_rules
from tests.fixes.running import fixed, run

RULE = next(rule for rule in load_rules().rules if rule.code == "FAL206")
EXAMPLES = 1_000 if os.environ.get("FASTAPI_LINT_FIXES") else 25

HEAD = """\
{future}from typing import Any, Optional
import typing as t

import fastapi
from fastapi import Body, Cookie, Depends, FastAPI, Header, Query
from fastapi import Query as Q
{more}
app = FastAPI()


def seven(n: int = 7) -> int:
    return n


shared = Depends(seven)


def made(n: int = 3) -> Any:
    return Depends(seven)


"""


class Parameter(NamedTuple):
    """A parameter as written, whether Python sees a default, and what a test sends for it."""

    annotation: str  # empty: none
    default: str  # empty: none
    sent: str = "query"

    def written(self, name: str) -> str:
        annotation = f": {self.annotation}" if self.annotation else ""
        return f"{name}{annotation} = {self.default}" if self.default else f"{name}{annotation}"


DEFAULTS = ["3", "...", "", "default=3", "default=...", "le=99, default=4", "None", "default_factory=int"]
MORE = ["", "le=100", 'description="a, (b) # c"', "ge=0,", "\n        ge=0,  # least\n    "]
TYPES = ["int", "Optional[int]", "t.Optional[int]", "int | None", "(int)"]
DEPENDENCIES = [
    "Depends(seven)",
    "(Depends(seven))",
    "shared",
    "made()",
    "made(n=4)",
    "Depends(seven, use_cache=False)",
]
IMPORTS = ["", "from typing import Annotated", "from typing_extensions import Annotated as A"]


def marker(name: str, place: str) -> st.SearchStrategy[Parameter]:
    """`Query(3)`, `Query(default=...)`, `Query(le=99)` and their like."""

    def build(parts: tuple[str, str, str]) -> Parameter:
        default, more, annotation = parts
        if default == "None" and annotation in ("int", "(int)"):
            annotation = "Optional[int]"
        comma = "," if default and more else ""
        return Parameter(annotation, f"{name}({default}{comma}{more})", place)

    parts = st.tuples(*map(st.sampled_from, (DEFAULTS, MORE, TYPES)))
    return parts.filter(lambda each: not ("le=" in each[0] and "le=" in each[1])).map(build)


PARAMETERS = st.one_of(
    marker("Query", "query"),
    marker("Q", "query"),
    marker("fastapi.Query", "query"),
    marker("Header", "header"),
    marker("Cookie", "cookie"),
    marker("Body", "body"),
    st.sampled_from(
        ["Depends(seven)", "(Depends(seven))", "shared", "made()", "made(n=4)", "Depends(seven, use_cache=False)"]
    ).map(lambda default: Parameter("int", default, "none")),
    st.sampled_from(["Depends(seven)", "Depends(seven, use_cache=False)"]).map(
        lambda default: Parameter("", default, "none")
    ),
    st.sampled_from(["", "5"]).map(lambda default: Parameter("int", default)),
    st.just(Parameter("t.Annotated[int, Query(le=99)]", "")),
    st.just(Parameter("t.Annotated[int, 'said']", "Depends(seven)", "none")),
)


class Signature(NamedTuple):
    """The parameters of a handler, and how they are laid out."""

    parameters: tuple[Parameter, ...]
    star: int  # the number of the first that is keyword-only
    broken: bool  # one a line
    comments: bool
    future: bool
    is_async: bool
    imports: str

    def source(self) -> str:
        items = []
        for number, parameter in enumerate(self.parameters):
            if number == self.star:
                items.append("*")
            items.append(parameter.written(f"p{number}"))
        if self.broken:
            note = "  # note, with (signs" if self.comments else ""
            head = "    # first\n" if self.comments else ""
            inside = "\n" + head + "".join(f"    {item},{note}\n" for item in items)
        else:
            inside = ", ".join(items)
        values = ", ".join(f"p{number}" for number in range(len(self.parameters)))
        start = "async def" if self.is_async else "def"
        future = "from __future__ import annotations\n\n" if self.future else ""
        head = HEAD.format(future=future, more=self.imports)
        return f'{head}@app.post("/")\n{start} handler({inside}) -> list[Any]:\n    return [{values}]\n'


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    """Signatures that Python accepts: by position nothing without a default follows what has one."""
    parameters = draw(st.lists(PARAMETERS, min_size=1, max_size=6))
    star = draw(st.integers(0, len(parameters)))
    positional = sorted(parameters[:star], key=lambda one: bool(one.default))
    imports = draw(
        st.sampled_from(["", "from typing import Annotated", "from typing_extensions import Annotated as A"])
    )
    flags = [draw(st.booleans()) for _ in range(4)]
    return Signature((*positional, *parameters[star:]), star, *flags, imports)


def answers(app: Any, signature: Signature) -> list[Any]:
    """What the application answers to a request with everything, and to one with nothing."""
    client = TestClient(app, raise_server_exceptions=False)
    sent: dict[str, dict[str, Any]] = {"query": {}, "header": {}, "cookie": {}, "body": {}, "none": {}}
    for number, parameter in enumerate(signature.parameters):
        sent[parameter.sent][f"p{number}"] = number
    bodies = sent["body"]
    client.cookies.update({name: str(value) for name, value in sent["cookie"].items()})
    headers = {name: str(value) for name, value in sent["header"].items()}
    json = bodies if len(bodies) != 1 else next(iter(bodies.values()))
    full = client.post("/", params=sent["query"], headers=headers, json=json if bodies else None)
    client.cookies.clear()
    empty = client.post("/")
    return [full.status_code, full.json(), empty.status_code, empty.json()]


@settings(max_examples=EXAMPLES, deadline=None)
@given(signatures())
def test_nothing_changes_but_the_signature(signature: Signature) -> None:
    before = signature.source()
    done = fixed({"main.py": before.encode()}, RULE, unsafe=True)
    assert done.report.problems == ()
    after = done.changes[0].after.decode() if done.changes else before
    assert done.report.findings == (), f"no fix for\n{before}"
    assert fixed({"main.py": after.encode()}, RULE, unsafe=True).changes == ()
    old, new = run(before), run(after)
    assert new.app.openapi() == old.app.openapi(), after
    assert answers(new.app, signature) == answers(old.app, signature), after
    names = list(inspect.signature(old.handler).parameters)
    assert list(inspect.signature(new.handler).parameters) == names
    assert before.count("# ") == after.count("# "), "a comment is lost"


CALLED = """\
from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/")
def f(q: str = Query("x")) -> str:
    return q
"""


def test_direct_callers_get_the_default() -> None:
    after = fixed({"main.py": CALLED.encode()}, RULE, unsafe=False).changes[0].after.decode()
    assert run(CALLED).f() != "x"
    assert run(after).f() == "x"
