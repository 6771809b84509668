"""Effects of long chains and of wide graphs: found, by the shortest way, in time that grows with the calls."""

from __future__ import annotations

from textwrap import dedent

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.project.project import link
from fastapi_lint.project.resolve.modules import Module

HEAD = """\
import time
from fastapi import FastAPI

app = FastAPI()
"""


def read(source: str) -> Dossier:
    """The dossier of the handler."""
    facts = extract_facts(HEAD + dedent(source), "main.py")
    assert not hasattr(facts, "kind"), facts
    project = link([Module("main.py", ("main",), False, facts)], load_catalog(["fastapi", "time"]))  # type: ignore[arg-type]
    return next(site for site in project.sites() if site.name == "read")


def test_a_chain_of_5000_calls() -> None:
    steps = "".join(f"def f{n}():\n    f{n + 1}()\n\n" for n in range(5_000))
    dossier = read(f"{steps}def f5000():\n    time.sleep(1)\n\n@app.get('/')\nasync def read():\n    f0()\n")
    (effect,) = dossier.calls[-1].effects
    assert effect.leaf.name == "time.sleep"
    assert len(effect.witness) == 5_002


def test_30_layers_of_10_functions_that_all_call_all_of_the_next() -> None:
    """10 to the power of 30 paths lead to the leaf."""
    calls = {n: "".join(f"    f{n + 1}_{m}()\n" for m in range(10)) for n in range(29)}
    layers = "".join(f"def f{n}_{m}():\n{calls[n]}\n" for n in range(29) for m in range(10))
    leaves = "".join(f"def f29_{m}():\n    time.sleep(1)\n\n" for m in range(10))
    dossier = read(f"{layers}{leaves}@app.get('/')\nasync def read():\n    f0_3()\n")
    (effect,) = dossier.calls[-1].effects
    names = [hop.function for hop in effect.witness]
    assert names == ["read", "f0_3", *(f"f{n}_0" for n in range(1, 30))]


def test_the_shortest_chain_is_shown_and_of_two_the_first_by_name() -> None:
    dossier = read("""
        def long():
            longer()

        def longer():
            time.sleep(1)

        def b():
            time.sleep(1)

        def a():
            time.sleep(1)

        def either(flag):
            return (a if flag else b)()

        def all_of_them():
            long()
            b()

        @app.get("/")
        async def read():
            all_of_them()
            either(1)
        """)
    witnesses = [[hop.function for hop in effect.witness] for call in dossier.calls for effect in call.effects]
    assert witnesses == [["read", "all_of_them", "b"], ["read", "either", "a"]]
