"""Contracts: what FastAPI does with the annotations of handlers, dependencies and models."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.dossier import AnnotationView, TypeView
from fastapi_lint.model.expression import CallResult, Name
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.role import Role
from fastapi_lint.project.contracts.bare_types import Bare, BareTypes
from fastapi_lint.project.contracts.contracts import Contracts
from fastapi_lint.project.contracts.declared_types import DeclaredTypes
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope, build_scopes
from fastapi_lint.project.web.surface import Dependency, Registration, Route, Surface
from fastapi_lint.syntax.modernise import modernise

IMPORTS = """\
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Dict, Generic, List, NewType, Optional, TypeAlias
from typing import TypedDict, TypeVar, Union
from annotated_types import Len, MaxLen
from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, ORJSONResponse, StreamingResponse
from pydantic import BaseModel, Field, JsonValue, PlainValidator, RootModel, conlist
from starlette.responses import PlainTextResponse
router = APIRouter()
"""

METHODS = ("get", "post", "put", "delete")


class Linked:
    """Modules linked in memory. Functions decorated `@router.get(path)` are endpoints; the rest is told by name."""

    def __init__(
        self, sources: Mapping[str, str], prefix: str = "", dependencies: str = "", models: str = "", roles: str = ""
    ) -> None:
        modules = [_module(name, source) for name, source in sources.items()]
        scopes = build_scopes(modules)
        self.scopes = {scope.definition.qualname: scope for group in scopes.values() for scope in group}
        self.inference = inference = Inference(ModuleTable(modules), scopes, load_catalog(["fastapi", "pydantic"]))
        registrations = [one for scope in self.scopes.values() for one in _registrations(scope)]
        needed = tuple(
            Dependency(self.scopes[name], self.scopes[name], 1, self.scopes[name]) for name in dependencies.split()
        )
        routes = (
            Route("http", f"{prefix}{one.path}", one.methods, one.endpoint, one, needed, None, False)
            for one in registrations
        )
        surface = Surface(
            registrations=tuple(registrations),
            routes=tuple(routes),
            models=frozenset(self.scopes[name] for name in models.split()),
            roles={self.scopes[name]: Role.DEPENDENCY for name in roles.split()},
        )
        self.contracts = Contracts(inference, surface)

    def views(self, name: str) -> dict[str, AnnotationView]:
        views = self.contracts.annotation_views(self.scopes[name])
        assert [view.span for view in views] == [a.span for a in self.scopes[name].definition.body.annotations]
        return {view.target: view for view in views}

    def places(self, name: str) -> dict[str, str]:
        return {target: view.place for target, view in self.views(name).items()}


def _module(name: str, source: str) -> Module:
    path = f"{name.replace('.', '/')}.py"
    facts = extract_facts(dedent(source), path, modernise)
    assert isinstance(facts, ModuleFacts), facts
    return Module(path, (name,), False, facts)


def _registrations(scope: Scope) -> list[Registration]:
    found = []
    for decorator in scope.definition.decorators:
        if isinstance(decorator, CallResult):
            call = scope.definition.body.calls[decorator.call]
            method = getattr(call.func, "attr", "")
            path = str(getattr(call.args[0], "value", "")) if call.args else ""
            if method in METHODS:
                found.append(Registration(scope, decorator.call, "http", (method.upper(),), path, scope, "router"))
    return found


def linked(source: str, **surface: str) -> Linked:
    return Linked({"app": IMPORTS + dedent(source)}, **surface)


def body_type(annotation: str, before: str = "", default: str = "Body()") -> TypeView:
    """What the type of a body parameter looks like."""
    source = f"{dedent(before)}\n@router.post('/')\ndef create(p: {annotation} = {default}): ...\n"
    return linked(source).views("create")["p"].type


BARE = {
    # annotation: what is bare in it
    "dict": "dict",
    "Dict": "Dict",
    "list": "list",
    "List": "List",
    "set": "set",
    "tuple": "tuple",
    "frozenset": "frozenset",
    "Any": "Any",
    "object": "object",
    "dict[str, Any]": "dict[str, Any]",
    "Dict[str, Any]": "Dict[str, Any]",
    "Mapping[str, Any]": "Mapping[str, Any]",
    "dict[str, object]": "dict[str, object]",
    "dict[str, dict]": "dict[str, dict]",
    "dict[str, list[Any]]": "dict[str, list[Any]]",
    "list[Any]": "list[Any]",
    "list[dict]": "list[dict]",
    "List[Dict[str, Any]]": "List[Dict[str, Any]]",
    "tuple[int, dict]": "tuple[int, dict]",
    "Optional[dict]": "dict",
    "dict | None": "dict",
    "None | list[dict]": "list[dict]",
    "Union[Model, dict[str, Any]]": "dict[str, Any]",
    "Annotated[dict, Field(title='x')]": "dict",
    "Annotated[Optional[list[dict]], 'note']": "list[dict]",
    "'dict[str, Any]'": "dict[str, Any]",
    "list['dict']": "list[dict]",
    "Page[dict]": "Page[dict]",
    "conlist(dict, max_length=3)": "conlist(…)",
}

TYPED = [
    "int", "str", "Model", "dict[str, int]", "dict[str, Model]", "dict[Any, int]", "dict[str, str | int]", "list[str]",
    "list[Model]", "tuple[int, str]", "tuple[int, ...]", "Callable", "Callable[[dict], Any]", "type[Any]", "Movie",
    "JsonValue", "T", "list[T]", "Page[Model]", "Annotated[Any, PlainValidator(int)]", "Unheard[dict]", "Meta",
    "Store[dict]",
]  # fmt: skip

TYPES = """
T = TypeVar("T")
class Model(BaseModel): ...
class Page(BaseModel, Generic[T]):
    items: list[T]
class Movie(TypedDict): ...
class Meta(dict): ...
class Store(Generic[T]): ...
"""


@pytest.mark.parametrize(("annotation", "bare"), BARE.items())
def test_an_untyped_container_or_top_type_is_bare(annotation: str, bare: str) -> None:
    view = body_type(annotation, TYPES)
    assert (view.bare, view.through) == (bare, "")


@pytest.mark.parametrize("annotation", TYPED)
def test_a_type_that_says_what_is_in_it_is_not_bare(annotation: str) -> None:
    assert body_type(annotation, TYPES).bare == ""


ALIASES = {
    "JSON: TypeAlias = dict[str, Any]": ("JSON", "dict[str, Any]"),
    "JSON = Dict[str, Any]": ("JSON", "Dict[str, Any]"),
    "JSON: TypeAlias = 'dict[str, Any]'": ("JSON", "dict[str, Any]"),
    "JSON = Optional[dict]": ("JSON", "dict"),
    "JSON = Annotated[dict, Body()]": ("JSON", "dict"),
    "JSON = NewType('JSON', dict)": ("JSON", "dict"),
    "type JSON = dict[str, Any]": ("JSON", "dict[str, Any]"),
    "Raw = dict\nJSON = list[Raw]": ("JSON", "dict"),
    "JSON = dict[str, 'JSON']": ("", ""),
    "type JSON = dict[str, JSON] | list[JSON] | str": ("", ""),
}


@pytest.mark.parametrize(("alias", "expected"), ALIASES.items())
def test_a_bare_type_is_found_behind_an_alias(alias: str, expected: tuple[str, str]) -> None:
    view = body_type("JSON", alias)
    assert (view.text, view.through, view.bare) == ("JSON", *expected)


def test_an_alias_within_a_container_is_named() -> None:
    assert body_type("list[JSON] | None", "JSON = dict[str, Any]")[:3] == (
        "list[JSON] | None",
        "dict[str, Any]",
        "JSON",
    )


@pytest.mark.parametrize("imported", ["from app.types import JSON as P", "from app import types as t\nP = t.JSON"])
def test_an_alias_is_followed_into_another_module(imported: str) -> None:
    main = f"{IMPORTS}{imported}\n@router.post('/')\ndef create(p: P): ...\n"
    project = Linked({"app.types": "from typing import Any\nJSON = dict[str, Any]\n", "app.main": main})
    view = project.views("create")["p"]
    assert (view.place, view.type.bare, view.type.through) == ("body", "dict[str, Any]", "P")


UNBOUNDED = [
    "list[Model]", "List[int]", "set[str]", "Sequence[Model]", "list[Model] | None", "Annotated[list[Model], Body()]",
    "tuple[int, ...]", "list", "conlist(Model)", "Annotated[list[str], Len(1)]", "Models",
]  # fmt: skip

BOUNDED = [
    "Annotated[list[Model], Field(max_length=9)]", "Annotated[list[Model], Body(max_length=9)]",
    "Annotated[list[str], MaxLen(9)]", "Annotated[list[str], Len(0, 9)]", "conlist(Model, max_length=9)",
    "tuple[int, str]", "dict[str, int]", "Model", "Few",
]  # fmt: skip

ARRAYS = TYPES + "Models = list[Model]\nFew = Annotated[list[Model], Field(max_length=9)]\n"


@pytest.mark.parametrize("annotation", UNBOUNDED)
def test_an_array_body_without_a_maximal_length_is_unbounded(annotation: str) -> None:
    assert body_type(annotation, ARRAYS).unbounded


@pytest.mark.parametrize("annotation", BOUNDED)
def test_an_array_body_with_a_maximal_length_is_not(annotation: str) -> None:
    assert not body_type(annotation, ARRAYS).unbounded


def test_a_marker_as_default_bounds_an_array() -> None:
    assert not body_type("list[int]", default="Body(max_length=9)").unbounded
    assert not body_type("list[int]", default="Query()").unbounded  # a query string is short by itself


def test_a_path_parameter_is_one_by_name_in_the_full_path() -> None:
    project = linked(
        """
        @router.get("/items/{item_id:int}/{rest:path}")
        def read(tenant: str, item_id: int, rest: str, page: int, data: dict): ...
        """,
        prefix="/{tenant}",
    )
    places = {"tenant": "path", "item_id": "path", "rest": "path", "page": "query", "data": "body"}
    assert project.places("read") == places


def test_dependencies_are_read_with_the_paths_of_their_routes() -> None:
    project = linked(
        """
        class Pages:
            def __init__(self: Any, page: int, item_id: str, body: dict): ...

        class Checker:
            def __call__(self: Any, token: Annotated[str, Header()]): ...

        @dataclass
        class Filters:
            tags: list[str]
            names: list[str] = Query()
            query: str = ""

        def needed(item_id: int, request: Request, tags: list): ...
        def unrelated(item_id: int, request: Request, tags: list) -> dict:
            found: list = []

        @router.get("/items/{item_id}")
        def read(a=Depends(needed), b: Annotated[Pages, Depends()] = None): ...
        """,
        dependencies="needed Pages Checker.__call__ Filters",
    )
    assert project.places("needed") == {"item_id": "path", "request": "special", "tags": "multipart-list"}
    assert project.places("Pages.__init__") == {"self": "none", "page": "query", "item_id": "path", "body": "body"}
    assert project.places("Checker.__call__") == {"self": "none", "token": "header"}
    assert project.places("Filters") == {"tags": "body", "names": "query", "query": "query"}
    assert project.places("unrelated") == dict.fromkeys(["item_id", "request", "tags", "return", "found"], "none")
    assert project.views("unrelated")["tags"].type == TypeView("list")
    assert project.places("read") == {"b": "dependency"}


def test_a_dependency_that_no_known_route_has_is_read_all_the_same() -> None:
    project = linked("def needed(page: int, data: dict): ...", roles="needed")
    assert project.places("needed") == {"page": "query", "data": "body"}


def test_parameters_without_annotation_have_a_place_too() -> None:
    project = linked(
        """
        def needed(): ...
        @router.get("/{item_id}")
        def read(item_id, page, a=Depends(needed), b=Body(), *args): ...
        """
    )
    read = project.scopes["read"]
    places = {name: project.contracts.parameter_place(read, name) for name in ("item_id", "page", "a", "b", "args")}
    assert places == {"item_id": "path", "page": "query", "a": "dependency", "b": "body", "args": "query"}
    assert project.contracts.parameter_place(project.scopes["needed"], "x") == "none"


def test_a_parameter_of_an_unknown_class_has_no_place() -> None:
    project = linked(
        """
        from elsewhere import Order
        from company.models import Base
        class Own(Base): ...
        @router.post("/")
        def create(order: Order, own: Own, maybe: list[Order] | None, missing: Unheard): ...
        """
    )
    assert project.places("create") == {"order": "none", "own": "none", "maybe": "body", "missing": "none"}


def test_defaults_and_explicit_markers_are_told() -> None:
    project = linked(
        """
        size = Query(10, le=100)
        @router.get("/")
        def read(
            a: int, b: int = 1, c: int = Query(), d: int = Query(...), e: int = Query(3), f: int = Query(default=3),
            g: list[int] = Query(default_factory=list), h: Annotated[int, Query()] = 3, i: int = size,
            j: str = Query(max_length=9), k: Annotated[str | None, Query(max_length=9)] = None, l: int = ...,
        ): ...
        """
    )
    views = project.views("read")
    assert "".join(name for name, view in views.items() if view.has_default) == "befghik"
    assert "".join(name for name, view in views.items() if view.explicit == "Query") == "cdefghijk"
    assert "".join(name for name, view in views.items() if view.max_length) == "jk"


def test_a_marker_may_come_from_a_function_of_the_project() -> None:
    project = linked(
        """
        def paged(): return Query(10)
        @router.get("/")
        def read(page: int = paged(), other: list[int] = paged()): ...
        """
    )
    assert project.places("read") == {"page": "query", "other": "query"}


RETURNS = {
    # decorator arguments, signature, body: place of the return annotation
    ("", "def read() -> dict", "return {}"): "return",
    ("", "def read() -> dict", "if x: return JSONResponse({})\n    return {}"): "return",
    ("", "def read() -> None", "..."): "return",
    (", response_class=JSONResponse", "def read() -> dict", "return {}"): "return",
    (", response_class=ORJSONResponse", "def read() -> Any", "return {}"): "return",
    (", response_class=MyJSON", "def read() -> dict", "return {}"): "return",
    (", response_model=None", "def read() -> dict", "return {}"): "none",
    (", response_model=list[int]", "def read() -> list", "return []"): "none",
    (", response_class=HTMLResponse", "def read() -> Any", "return ''"): "none",
    (", **options", "def read() -> dict", "return {}"): "none",
    ("", "def read() -> Response", "return x"): "none",
    ("", "def read() -> JSONResponse", "return x"): "none",
    ("", "def read() -> PlainTextResponse | StreamingResponse", "return x"): "none",
    ("", "def read() -> Mine", "return x"): "none",
    ("", "def read() -> Any", "return JSONResponse({})"): "none",
    ("", "def read() -> Any", "return Mine()"): "none",
    ("", "async def read() -> AsyncIterator[dict]", "yield {}"): "return",
    (", response_class=StreamingResponse", "async def read() -> AsyncIterator[dict]", "yield {}"): "none",
}


@pytest.mark.parametrize(("case", "place"), RETURNS.items())
def test_a_return_annotation_counts_where_fastapi_makes_a_model_of_it(case: tuple[str, str, str], place: str) -> None:
    arguments, signature, body = case
    classes = "class Mine(Response): ...\nclass MyJSON(Response): ...\n"
    source = f"{classes}@router.get('/'{arguments})\n{signature}:\n    {body}\n"
    assert linked(source).places("read") == {"return": place}


def test_a_bare_return_is_told_through_streams_and_optionals() -> None:
    project = linked(
        """
        @router.get("/")
        async def read() -> AsyncIterator[dict]:
            yield {}
        @router.get("/")
        async def first() -> dict[str, Any] | None:
            return {}
        """
    )
    assert project.views("read")["return"].type.bare == "AsyncIterator[dict]"
    assert project.views("first")["return"].type.bare == "dict[str, Any]"


MODELS = """
class Part(BaseModel):
    tags: list[str]
    notes: list[str] = Field(max_length=9)

class Base(BaseModel):
    common: set[int] = set()

class Order(Base):
    model_config: dict = {}
    kind: ClassVar[dict] = {}
    _cache: dict = {}
    data: dict[str, Any]
    meta: Optional[dict] = None
    parts: dict[str, Part] = Field(default_factory=dict)
    total: int = Field(...)

    def total_of(self, parts: list) -> dict: ...

class Shown(BaseModel):
    rows: list[int]

class Settings(BaseModel):
    values: dict

@router.post("/")
def create(order: Order | None = None) -> Shown: ...
"""


def test_fields_of_models_on_the_surface_are_fields() -> None:
    project = linked(MODELS, models="Order Base Part Shown")
    assert project.places("Order") == {
        "model_config": "none",
        "kind": "none",
        "_cache": "none",
        "data": "field",
        "meta": "field",
        "parts": "field",
        "total": "field",
    }
    views = project.views("Order")
    assert [name for name, view in views.items() if view.has_default] == ["meta", "parts"]
    assert {name: view.type.bare for name, view in views.items() if view.type.bare} == {
        "data": "dict[str, Any]",
        "meta": "dict",
    }
    assert project.places("Order.total_of") == {"parts": "none", "return": "none"}
    assert project.places("Settings") == {"values": "none"}


def test_arrays_are_unbounded_in_models_of_bodies_not_in_those_of_responses() -> None:
    project = linked(MODELS, models="Order Base Part Shown")
    unbounded = {
        f"{model}.{name}"
        for model in ("Order", "Base", "Part", "Shown")
        for name, view in project.views(model).items()
        if view.type.unbounded
    }
    assert unbounded == {"Base.common", "Part.tags"}


def test_each_registration_has_a_view() -> None:
    project = linked(
        """
        class Order(BaseModel): ...
        @router.get("/a", response_model=list[dict])
        @router.post("/b/{x}", response_model=None, response_class=HTMLResponse)
        @router.put("/c")
        def read(x: int): ...
        @router.get("/d", response_model=List[Order])
        def typed(): ...
        def plain(): ...
        """
    )
    a, b, c = project.contracts.decorator_views(project.scopes["read"])
    assert (a.method, a.path, a.response_model, a.response_class) == (
        "GET",
        "/a",
        TypeView("list[dict]", "list[dict]"),
        "",
    )
    assert a.response_model_span == a.span
    assert (b.method, b.path, b.response_model, b.response_class) == ("POST", "/b/{x}", None, "HTMLResponse")
    assert b.response_model_span is not None  # said explicitly
    assert (c.response_model, c.response_model_span) == (None, None)
    assert b.span.line == a.span.line + 1
    (d,) = project.contracts.decorator_views(project.scopes["typed"])
    assert d.response_model == TypeView("List[Order]")
    assert project.contracts.decorator_views(project.scopes["plain"]) == ()


def test_an_alias_is_read_once_however_often_it_is_used() -> None:
    """Aliases that name the one before twice stand for exponentially large types."""
    aliases = ["A0 = dict", *(f"A{n} = Union[list[A{n - 1}], tuple[A{n - 1}, ...]]" for n in range(1, 18))]
    project = linked("\n".join(aliases))
    module = project.scopes[""]
    declared = DeclaredTypes(project.inference).read(Name("A17"), Use.anywhere(module))
    assert len(list(declared.walk())) < 100
    assert BareTypes(lambda scope: False).find(declared) == Bare("dict", "A17")
