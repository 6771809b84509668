"""Where a parameter comes from: what we say of its declaration is what the real FastAPI does with it."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import params
from fastapi.routing import APIRoute

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.expression import CallResult
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.contracts.contracts import Contracts
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.scopes import build_scopes
from fastapi_lint.project.web.surface import Registration, Surface

HEADER = """\
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Dict, Generic, List, Literal, NamedTuple, NewType, Optional, TypeAlias, TypeVar, Union
from uuid import UUID

import fastapi
from fastapi import BackgroundTasks, Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, Request
from fastapi import Response, Security, UploadFile, params
from fastapi.responses import JSONResponse
from fastapi.security import SecurityScopes
from pydantic import BaseModel, Field, HttpUrl, RootModel, conlist, constr
from starlette.requests import HTTPConnection, Request as StarletteRequest
from typing_extensions import TypeAliasType, TypedDict

app = FastAPI()
T = TypeVar("T")

class Item(BaseModel):
    name: str

class Special(Item):
    extra: int = 0

class Page(BaseModel, Generic[T]):
    items: list[T]

class Tags(RootModel[list[str]]):
    pass

@dataclass
class Point:
    x: int

class Corner(Point):
    pass

class Movie(TypedDict):
    title: str

class Pair(NamedTuple):
    left: int

class Color(str, Enum):
    RED = "red"

class MyRequest(Request):
    pass

def settings() -> dict:
    return {}

JSON: TypeAlias = dict[str, Any]
Items = list[Item]
MaybeList = Optional[list]
Limit = Annotated[int, Query(le=9)]
Payload = Annotated[dict, Body()]
Current = Annotated[dict, Depends(settings)]
Blob = NewType("Blob", dict)
Record = TypeAliasType("Record", dict[str, int])
MarkedRecord = TypeAliasType("MarkedRecord", Annotated[str, Header()])
page_size = Query(10, ge=1)
user_agent = Header(None)
"""

CASES = {
    # declaration: place
    "item_id": "path",
    "item_id: int": "path",
    "item_id: Annotated[int, Path(ge=1)]": "path",
    "item_id: str = Path(max_length=9)": "path",
    "p": "query",
    "p: Any": "query",
    "p: object = None": "query",
    "p: int": "query",
    "p: str | None = None": "query",
    "p: Literal['a', 'b'] = 'a'": "query",
    "p: Color": "query",
    "p: datetime": "query",
    "p: UUID": "query",
    "p: HttpUrl": "query",
    "p: constr(max_length=3)": "query",
    "p: bytes": "query",
    "p: Iterable[int]": "query",
    "p: Blob": "query",
    "p: 'int | None' = None": "query",
    "p: Limit = 3": "query",
    "p: int = page_size": "query",
    "p: list[int] = Query()": "query",
    "p: Annotated[list[str] | None, Query()] = None": "query",
    "p: Annotated[Item, Query()]": "query",
    "p: int = params.Query(1)": "query",
    "p: Annotated[int, Field(ge=1)]": "query",
    "p: Annotated[str, Body(), Query()]": "query",
    "*p: int": "query",
    "p: Optional[Annotated[str, Header()]] = None": "query",  # FastAPI looks for markers outside of unions only
    "p: str = Header()": "header",
    "p: str | None = user_agent": "header",
    "p: MarkedRecord": "header",
    "p: Annotated[str | None, Cookie()] = None": "cookie",
    "p: Item": "body",
    "p: 'Item'": "body",
    "p: Special": "body",
    "p: Page[int]": "body",
    "p: Tags": "body",
    "p: Item | None = None": "body",
    "p: Union[Item, int]": "body",
    "p: Annotated[Item, 'a note']": "body",
    "p: Point": "body",
    "p: Corner": "body",
    "p: Movie": "body",
    "p: dict": "body",
    "p: Dict[str, Any]": "body",
    "p: Mapping[str, int]": "body",
    "p: OrderedDict": "body",
    "p: JSON": "body",
    "p: Record": "body",
    "p: Optional[JSON] = None": "body",
    "p: list[int]": "body",
    "p: List[Item]": "body",
    "p: Items": "body",
    "p: list[Annotated[int, Field(ge=1)]]": "body",
    "p: dict[str, list[Item]] | list[Item]": "body",
    "p: Annotated[list[Item], Field(max_length=9)]": "body",
    "p: set[str]": "body",
    "p: tuple[int, ...]": "body",
    "p: Sequence[Item]": "body",
    "p: deque[int]": "body",
    "p: conlist(Item, max_length=3)": "body",
    "p: list[int] | None = None": "body",
    "p: Annotated[list, Body()]": "body",
    "p: list = Body()": "body",
    "p: int = fastapi.Body(embed=True)": "body",
    "p: Any = Body(None)": "body",
    "p: Payload": "body",
    "p: str = Form()": "form",
    "p: Annotated[Item, Form()]": "form",
    "p: UploadFile": "file",
    "p: UploadFile | None = None": "file",
    "p: list[UploadFile]": "file",
    "p: Optional[List[UploadFile]] = None": "file",
    "p: Annotated[bytes, File()]": "file",
    "p: bytes = File()": "file",
    "p: list": "multipart-list",
    "p: List": "multipart-list",
    "p: set": "multipart-list",
    "p: tuple": "multipart-list",
    "p: frozenset": "multipart-list",
    "p: Sequence": "multipart-list",
    "p: list | None = None": "multipart-list",
    "p: MaybeList = None": "multipart-list",
    "p: Annotated[list, 'a note']": "multipart-list",
    "p: Pair": "multipart-list",
    "p=Depends(settings)": "dependency",
    "p: Annotated[dict, Depends(settings)]": "dependency",
    "p: Current": "dependency",
    "p: Point = Depends()": "dependency",
    "p: Annotated[dict, Security(settings, scopes=['a'])]": "dependency",
    "p: Annotated[Request, Depends(settings)]": "dependency",
    "p: Request": "special",
    "p: MyRequest": "special",
    "p: StarletteRequest": "special",
    "p: HTTPConnection": "special",
    "p: Response": "special",
    "p: JSONResponse": "special",
    "p: BackgroundTasks": "special",
    "p: SecurityScopes": "special",
    "p: Annotated[Request, 'a note']": "special",
}

SPECIAL = (
    "request_param_name",
    "http_connection_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
)
"""What FastAPI keeps the names of parameters in that it fills in itself."""


def source() -> str:
    handlers = (
        f"\n@app.post('/{number}/{{item_id}}')\nasync def handler_{number}({declaration}): ...\n"
        for number, declaration in enumerate(CASES)
    )
    return HEADER + "".join(handlers)


def parameter_name(declaration: str) -> str:
    return declaration.lstrip("*").partition(":")[0].partition("=")[0].strip()


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    """Declaration -> the place that we say."""
    facts = extract_facts(source(), "main.py")
    assert isinstance(facts, ModuleFacts)
    module = Module("main.py", ("main",), False, facts)
    scopes = build_scopes([module])
    inference = Inference(ModuleTable([module]), scopes, load_catalog(["fastapi", "pydantic"]))
    handlers = [scope for scope in scopes["main.py"] if scope.definition.name.startswith("handler_")]
    registrations = []
    for number, scope in enumerate(handlers):
        (decorator,) = scope.definition.decorators
        assert isinstance(decorator, CallResult)
        path = f"/{number}/{{item_id}}"
        registrations.append(Registration(scope, decorator.call, "http", ("POST",), path, scope, ""))
    contracts = Contracts(inference, Surface(registrations=tuple(registrations)))
    return {
        declaration: contracts.parameter_place(scope, parameter_name(declaration))
        for declaration, scope in zip(CASES, handlers, strict=True)
    }


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    """The application as FastAPI builds it."""
    module = sys.modules["oracle_app"] = types.ModuleType("oracle_app")  # Pydantic looks generic models' modules up
    exec(compile(source(), "oracle_app.py", "exec"), module.__dict__)
    yield module.app
    del sys.modules["oracle_app"]


def theirs(route: APIRoute, name: str) -> str:
    """The place that FastAPI found for a parameter."""
    dependant = route.dependant
    if any(sub.name == name for sub in dependant.dependencies):
        return "dependency"
    for place in ("path", "query", "header", "cookie"):
        if any(field.name == name for field in getattr(dependant, f"{place}_params")):
            return place
    for field in dependant.body_params:
        if field.name == name:
            kinds = {params.File: "file", params.Form: "form"}
            return next((place for kind, place in kinds.items() if isinstance(field.field_info, kind)), "body")
    special = {getattr(dependant, attribute) for attribute in SPECIAL}
    assert name in special, f"FastAPI does not know {name}"
    return "special"


@pytest.mark.parametrize(("number", "declaration", "place"), [(n, d, p) for n, (d, p) in enumerate(CASES.items())])
def test_a_parameter_comes_from_where_fastapi_takes_it(
    number: int, declaration: str, place: str, ours: dict[str, str], app: Any
) -> None:
    (route,) = [r for r in app.routes if r.path == f"/{number}/{{item_id}}"]
    assert theirs(route, parameter_name(declaration)) == place.replace("multipart-list", "file")
    assert ours[declaration] == place


def test_bodies_have_the_media_type_that_their_place_means(app: Any) -> None:
    paths = app.openapi()["paths"]
    media = {"body": "application/json", "file": "multipart/form-data", "multipart-list": "multipart/form-data"}
    for number, place in enumerate(CASES.values()):
        operation = paths[f"/{number}/{{item_id}}"]["post"]
        found = operation.get("requestBody", {}).get("content", {})
        if place in media:
            assert list(found) == [media[place]]
        elif place != "form":
            assert not found
