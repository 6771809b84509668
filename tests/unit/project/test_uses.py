"""How a project's own code uses what a framework calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.api import UseView
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.source.overlay import Files

HEAD = "from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\ndef get_db(a: int = 1) -> int: ...\n\n\n"
HANDLER = '@app.get("/")\ndef read(q: str = "", db: int = Depends(get_db)) -> None: ...\n\n\n'


def uses(name: str, **files: str) -> list[UseView]:
    texts = {f"{module}.py": text for module, text in files.items()}
    request = Request(Path(), Settings(), Registry.of(), files=Files.in_memory(texts))
    project = link_sources(load_sources(request), request)
    return [use for site in project.sites() if site.qualname == name for use in site.uses]


def test_what_only_the_framework_calls_has_none():
    text = HEAD + HANDLER + 'app.add_api_route("/more", read)\n'
    assert uses("read", main=text) == []
    assert uses("get_db", main=text) == []


@pytest.mark.parametrize(
    ("call", "use"),
    [
        ("read()", UseView("call")),
        ("read('x', db=1)", UseView("call", 1, ("db",))),
        ("read(*values)", UseView("call", 1, (), True)),
        ("read(**values)", UseView("call", 0, (), True)),
        ("print(functools.partial(read, 'x'))", UseView("handed")),
        ("run(target=read)", UseView("handed")),
    ],
)
def test_calls_and_what_it_is_handed_to(call: str, use: UseView):
    assert uses("read", main=f"import functools\n{HEAD}{HANDLER}{call}\n") == [use]


def test_tests_count_too():
    assert uses("read", main=HEAD + HANDLER, test_main="from main import read as r\n\n\nr('x')\n") == [
        UseView("call", 1)
    ]
    assert uses("read", main=HEAD + HANDLER, test_main="import main\n\n\nmain.read('x')\n") == [UseView("call", 1)]


def test_others_of_the_name_do_not_count():
    assert uses("read", main=HEAD + HANDLER, other="def read(): ...\n\n\nread()\nopen('x').read()\n") == []


def test_constructors_are_called_by_their_class_and_those_below():
    text = HEAD + (
        "class Paging:\n    def __init__(self, page: int = 1) -> None: ...\n\n\n"
        "class More(Paging):\n    def __init__(self) -> None:\n        super().__init__(3)\n\n\n"
        '@app.get("/")\ndef read(p: Paging = Depends()) -> None: ...\n\n\nPaging(page=2)\n'
    )
    found = uses("Paging.__init__", main=text)
    assert UseView("call", 1, ("page",)) in found
    assert UseView("call", 2) in found


def test_methods_of_classes_above_and_below():
    text = HEAD + (
        "class Base:\n    def check(self, a: int = 1) -> None: ...\n\n\n"
        "class Below(Base):\n    def check(self, a: int = 1) -> None: ...\n\n\n"
        '@app.get("/", dependencies=[Depends(Below().check)])\ndef read() -> None: ...\n'
    )
    assert uses("Below.check", main=text) == [UseView("override")]
