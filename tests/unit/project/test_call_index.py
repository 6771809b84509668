"""The calls of what is asked for are all that there are: the same as by looking at every call of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import load_sources
from fastapi_lint.project.project import Project
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue
from fastapi_lint.project.web.call_index import Site, is_alive
from fastapi_lint.project.web.test_code import is_test_path
from fastapi_lint.source.overlay import Files
from fastapi_lint.testing.directives import DIRECTIVES
from fastapi_lint.testing.suite import read_suite

TESTS = Path(__file__).parents[2]
SUITES = sorted((TESTS / "facts").glob("*.md"))
APPLICATIONS = [*sorted(p for p in (TESTS / "apps").iterdir() if p.is_dir()), TESTS.parent / "examples" / "bookshop"]


def linked(files: dict[str, str]) -> Project:
    request = Request(Path(), Settings(), Registry(()), files=Files.in_memory(files))
    return link_sources(load_sources(request), request)


def all_callers(project: Project) -> dict[Scope, list[Site]]:
    """The callers of every definition, by looking at every call."""
    found: dict[Scope, list[Site]] = {}
    for scope in project.all_scopes():
        for number, call in enumerate(scope.definition.body.calls):
            for value in project.inference.callee(scope, number) if is_alive(scope, call.block) else ():
                if isinstance(value, FunctionValue):
                    found.setdefault(value.scope, []).append(Site(scope, number, int(value.receiver is not None)))
                elif isinstance(value, ClassValue):
                    member = project.inference.classes.member(value.scope, "__init__")
                    init = member.function() if member else None
                    for called in (value.scope, init) if init is not None else (value.scope,):
                        found.setdefault(called, []).append(Site(scope, number, 1))
    return {
        called: [site for site in sites if not is_test_path(site.scope.module.path)] or sites
        for called, sites in found.items()
    }


def differences(project: Project) -> list[str]:
    index, callers = project.surface.routers.index, all_callers(project)
    return [
        f"{scope.id}: {index.callers(scope)} instead of {callers.get(scope, [])}"
        for scope in project.all_scopes()
        if index.callers(scope) != callers.get(scope, [])
    ]


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_callers_in_suites(path: Path) -> None:
    suite = read_suite(path.read_text(encoding="utf-8"), path.name, frozenset(DIRECTIVES))
    found = [
        f"{case.title}: {each}"
        for case in suite.cases
        for each in differences(linked({file.path: file.text for file in case.files}))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", APPLICATIONS, ids=lambda path: path.name)
def test_callers_in_applications(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    found = differences(linked(files))
    assert not found, "\n".join(found)


OTHER_NAMES = """
import functools
from shop.load import load, Loader
from shop.load import load as read
from shop import load as module, load as other

again = load
table = {"a": load}


class Service:
    made = load
    kept = None
    maker: type[Loader] = Loader

    def __init__(self, function=load):
        self.run = load
        self.given = function

    @property
    def chosen(self):
        return load

    @classmethod
    def build(cls):
        return cls()

    def use(self):
        self.run()
        self.made()
        self.chosen()
        self.given()
        self.kept()
        self.maker()
        self.set_from_outside()
        type(self)()
        self.__class__()


Service.kept = load
setattr(Service, "set_from_outside", load)
read()
again()
other.load()
module.load()
table["a"]()
functools.partial(load)()
partial = functools.partial(load)
partial()
for each in (load, load):
    each()


def pick():
    return load


pick()()
picked = pick()
picked()


def change():
    global again
    again = pick()


def with_default(function=load):
    function()


class Below(Loader):
    def __init__(self):
        super().__init__()
"""

LOAD = """
def load(): ...


class Loader:
    def __init__(self): ...
"""

FAR = """
from shop.load import load
from shop.main import picked
picked()


class Later:
    filled = None

    def fill(self):
        self.filled = load

    def use(self):
        self.filled()
"""

STAR = """
from shop.main import *
picked()
"""

HOOK = """

def __getattr__(name):
    return load
"""


@pytest.mark.parametrize("hook", ["", HOOK], ids=["names", "any name"])
def test_callers_under_other_names(hook: str) -> None:
    main = f"{OTHER_NAMES}\nimport shop.load as given\ngiven.anything()\n"
    files = {"shop/__init__.py": "", "shop/load.py": LOAD + hook, "shop/main.py": main}
    project = linked({**files, "shop/far.py": FAR, "shop/star.py": STAR})
    assert not differences(project)
    (load,) = (scope for scope in project.all_scopes() if scope.id == "shop.load:load")
    assert len(project.surface.routers.index.callers(load)) == (21 if hook else 20)
