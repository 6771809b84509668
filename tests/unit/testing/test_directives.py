"""Claims about what the analysis knows are held against the project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fastapi_lint.testing import DIRECTIVES, Expected, Known, check_case, directive, read_suite

APP = """\
# app

`main.py`
```py
import requests
from fastapi import FastAPI

from store import load

app = FastAPI()


@app.get("/a")
async def on_the_loop() -> int:{handler}
    print("x")
    return load("a"){call}


@app.get("/b")
def in_the_pool() -> int:{pool}
    return 1


def unreached() -> None:{unreached}
    return None
```

`store.py`
```py
import requests


def load(key: str) -> int:
    return requests.get(key).status_code{leaf}
```
"""


def differences(**claims: str) -> str:
    places = ("handler", "call", "pool", "unreached", "leaf")
    filled = APP.format(**{place: f"  {claims[place]}" if place in claims else "" for place in places})
    suite = read_suite(filled, "facts.md", frozenset(DIRECTIVES))
    return check_case(suite.cases[0], suite, ())


@pytest.mark.parametrize(
    ("place", "claim"),
    [
        ("handler", "# thread: loop"),
        ("pool", "# thread: pool"),
        ("unreached", "# thread: none"),
        ("handler", "# roles: handler"),
        ("handler", "# route: GET /a"),
        ("unreached", "# route: none"),
        ("handler", "# depends: none"),
        ("pool", "# roles: handler"),
        ("unreached", "# roles: none"),
        ("handler", "# effect: requests.get"),
        ("call", "# effect: requests.get"),
        ("leaf", "# effect: requests.get"),
        ("pool", "# effect: none"),
        ("call", "# calls: store:load"),
        ("leaf", "# calls: requests.get"),
    ],
)
def test_a_claim_that_is_true(place, claim):
    assert differences(**{place: claim}) == ""


@pytest.mark.parametrize(
    ("place", "claim", "found"),
    [
        ("handler", "# thread: pool", "loop"),
        ("pool", "# thread: loop, pool", "pool"),
        ("pool", "# roles: dependency", "handler"),
        ("call", "# effect: requests.post", "requests.get"),
        ("call", "# effect: none", "requests.get"),
        ("call", "# calls: ?", "store:load"),
        ("handler", "# route: POST /a", "GET /a"),
        ("handler", "# depends: session", "none"),
    ],
)
def test_a_claim_that_is_false_says_what_is_there(place, claim, found):
    told = differences(**{place: claim})
    assert told.startswith("facts.md:1: app\n")
    assert f": {claim} (line " in told
    assert told.endswith(f"      found: {found}")


def test_a_directive_can_be_added():
    @directive("claims-nothing")
    def _never(claim: Expected, known: Known) -> Iterator[str]:
        yield f"{claim.text} at line {claim.line} of {sorted(known.definitions)[0]}"

    try:
        assert "x at line 10 of main.py" in differences(handler="# claims-nothing: x")
    finally:
        del DIRECTIVES["claims-nothing"]
