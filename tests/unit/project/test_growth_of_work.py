"""Large shapes of code: each is analysed to its end, the right thing is found, and the work grows with the code.

Work is counted in calls of functions, which are the same on every machine, at one size and at twice that size.
"""

from __future__ import annotations

import cProfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.report import Report
from fastapi_lint.source.overlay import Files

Sources = dict[str, str]
Shape = Callable[[int], Sources]

HEAD = "import time\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
BRANCHES = "    BRANCHES\n"

MOST = 2.3
"""How much more work may be done for twice the code: some of it is there for any code, and what is sorted is sorted."""


def handler(body: str, head: str = HEAD) -> str:
    return f"{head}@app.get('/')\nasync def read():\n    {body}\n"


def layers(number: int) -> Sources:
    """Layers of 30 functions that all call all 30 of the next: 30 to the power of their number of paths."""
    calls = ["".join(f"    f{layer}_{n}()\n" for n in range(30)) for layer in range(1, number + 1)]
    functions = (f"def f{layer}_{n}():\n{called}\n" for layer, called in enumerate(calls) for n in range(30))
    leaves = (f"def f{number}_{n}():\n    time.sleep(1)\n\n" for n in range(30))
    return {"main.py": handler("f0_7()", HEAD + "".join((*functions, *leaves)))}


def circle(number: int) -> Sources:
    """Functions that all lead to each other; one of them sleeps."""
    functions = [
        f"def f{n}(x):\n    f{(n + 1) % number}(x)\n    f{n * 7 % number}(x)\n    f{n // 2}(x)\n\n"
        for n in range(number)
    ]
    functions[number // 2] = f"def f{number // 2}(x):\n    time.sleep(1)\n    f0(x)\n\n"
    return {"main.py": handler("f0(1)", HEAD + "".join(functions))}


def chain(number: int) -> Sources:
    """A chain of calls through ten modules."""
    modules = [""] * 10
    for n in range(number):
        modules[n % 10] += f"def f{n}(x):\n    m{(n + 1) % 10}.f{n + 1}(x)\n\n"
    modules[number % 10] += f"def f{number}(x):\n    time.sleep(1)\n"
    files = {f"m{n}.py": f"import time\nimport m{(n + 1) % 10}\n\n{text}" for n, text in enumerate(modules)}
    return {**files, "main.py": handler("m0.f0(1)", f"import m0\n{HEAD}")}


def classes(number: int) -> Sources:
    """A hierarchy of classes, the method in the first, a call of it on an object of the last."""
    below = "".join(f"class C{n}(C{n - 1}):\n    def own{n}(self):\n        return {n}\n\n" for n in range(1, number))
    return {
        "main.py": handler(
            f"C{number - 1}().work()", f"{HEAD}class C0:\n    def work(self):\n        time.sleep(1)\n\n{below}"
        )
    }


def routes(number: int) -> Sources:
    """Handlers in modules of a hundred, each with a router of its own."""
    count = number // 100
    files = {}
    for m in range(count):
        handlers = "".join(
            f"@router.get('/r{n}')\nasync def read_{n}(x: int):\n    return helper(x)\n\n" for n in range(100)
        )
        files[f"r{m}.py"] = (
            "from fastapi import APIRouter\nfrom help import helper\n\n"
            f"router = APIRouter(prefix='/m{m}')\n\n{handlers}"
        )
    imports = "".join(f"import r{m}\n" for m in range(count))
    included = "".join(f"app.include_router(r{m}.router)\n" for m in range(count))
    files["help.py"] = "import time\n\ndef helper(x):\n    time.sleep(1)\n"
    return {**files, "main.py": handler("pass", f"{imports}{HEAD}{included}")}


def statements(number: int) -> Sources:
    """A module of many statements, of which each uses what the one before has bound."""
    lines = "".join(f"v{n} = [v{n - 1}, max({n}, 1)]\n" if n else "v0 = 0\n" for n in range(number))
    return {"data.py": lines, "main.py": handler("time.sleep(data.v1[1])", f"import data\n{HEAD}")}


def rebound(number: int) -> Sources:
    """One name that is bound again and again, and in the end used."""
    lines = "".join(f"x = step(x, {n})\n    " for n in range(number))
    return {"main.py": handler(f"x = 0\n    {lines}time.sleep(x)", f"{HEAD}def step(x, n):\n    return x\n\n\n")}


def import_circle(number: int) -> Sources:
    """Modules that import each other in a circle, with functions that call each other the same way."""
    files = {
        f"m{n}.py": f"import time\nfrom m{m} import f{m}\n\ndef f{n}(x):\n    f{m}(x)\n"
        for n, m in ((n, (n + 1) % number) for n in range(number))
    }
    files[f"m{number // 2}.py"] += "    time.sleep(1)\n"
    return {**files, "main.py": handler("f0(1)", f"from m0 import f0\n{HEAD}")}


def branches(number: int) -> Sources:
    """A function of many branches, each with its own way out."""
    text = "".join(f"    if kind == {n}:\n        return make{n % 10}({n})\n" for n in range(number))
    makers = "".join(
        f"class K{n}:\n    def go(self): time.sleep(1)\n\ndef make{n}(x):\n    return K{n % 2}()\n\n" for n in range(10)
    )
    return {"main.py": handler("made(1).go()", f"{HEAD}{makers}def made(kind):\n{text or BRANCHES}\n\n")}


def cases(number: int) -> Sources:
    """A `match` of many cases."""
    text = "".join(f"        case {n}:\n            return make{n % 10}({n})\n" for n in range(number))
    return {name: source.replace(BRANCHES, f"    match kind:\n{text}") for name, source in branches(0).items()}


def callers(number: int) -> Sources:
    """Functions that all call the same one, which does with what it is given what the first of them gives it for."""
    functions = "".join(f"def f{n}():\n    work(K())\n\n" for n in range(number))
    method = "class K:\n    def go(self):\n        time.sleep(1)\n\n"
    return {"main.py": handler("f0()", f"{HEAD}{method}def work(x: K):\n    x.go()\n\n{functions}")}


SHAPES: list[tuple[Shape, int]] = [
    (layers, 5),
    (circle, 250),
    (chain, 2_500),
    (classes, 100),
    (routes, 1_500),
    (statements, 10_000),
    (rebound, 1_000),
    (import_circle, 250),
    (branches, 500),
    (cases, 500),
    (callers, 1_000),
]


@pytest.fixture(scope="module")
def registry() -> Registry:
    rules = load_rules()
    worked({"main.py": handler("time.sleep(1)")}, rules)  # what is loaded but once is loaded now
    return rules


@pytest.mark.parametrize(("shape", "number"), SHAPES, ids=[shape.__name__ for shape, _ in SHAPES])
def test_work_grows_with_the_code(shape: Shape, number: int, registry: Registry):
    small, _ = worked(shape(number), registry)
    large, report = worked(shape(2 * number), registry)
    found = [finding for finding in report.findings if finding.code == "FAL101"]
    assert len(found) == (2 * number if shape is routes else 1)
    assert {finding.trace[-1].call for finding in found} == {"time.sleep(…)"}
    assert len(found[0].trace) == steps(shape, 2 * number)
    assert report.problems == ()
    assert large <= MOST * small


def steps(shape: Shape, number: int) -> int:
    """How many hops there are from the handler to what sleeps, by the shortest way."""
    known = {layers: number + 2, circle: 11, chain: number + 2, import_circle: number // 2 + 2, callers: 4}
    return known.get(shape, 1 if shape in (statements, rebound) else 2)


def worked(sources: Sources, registry: Registry) -> tuple[int, Report]:
    """How many calls an analysis takes, and what comes out."""
    request = Request(Path(), Settings(), registry, files=Files.in_memory(sources))
    profile = cProfile.Profile()
    report = profile.runcall(analyse, request)
    return sum(entry.callcount for entry in profile.getstats()), report
