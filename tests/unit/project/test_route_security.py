"""Security schemes and tables of routes in the route table; FastAPI's own documents are asked what is right."""

from __future__ import annotations

from typing import Any

import pytest

from fastapi_lint.model.route import RouteView

from .test_route_views import apps_of

HEAD = '''
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes

oauth, bearer, key = OAuth2PasswordBearer(tokenUrl="token"), HTTPBearer(), APIKeyHeader(name="x-key")


class Badge(HTTPBearer):
    """A scheme of the project's own."""


class Strict(HTTPBearer):
    async def __call__(self, request: Request) -> str:
        return ""


badge, strict = Badge(scheme_name="HTTPBearer"), Strict(scheme_name="HTTPBearer")


def token(value: Annotated[str, Depends(oauth)]) -> str:
    return value


def user(value: str = Depends(token)) -> str:
    return value


User = Annotated[str, Depends(user)]


def page(number: int = 1) -> int:
    return number


app = FastAPI()
router = APIRouter(dependencies=[Depends(key)])
guarded = [Security(user, scopes=["a"])]
'''
ROUTES = {
    "nothing": ('@app.get("/x")\ndef x(number: int = Depends(page)) -> None: ...', set()),
    "in the handler": ('@app.get("/x")\ndef x(value=Depends(bearer)) -> None: ...', {"HTTPBearer"}),
    "two calls below": ('@app.get("/x")\ndef x(value: User) -> None: ...', {"OAuth2PasswordBearer"}),
    "of the decorator": ('@app.get("/x", dependencies=guarded)\ndef x() -> None: ...', {"OAuth2PasswordBearer"}),
    "of the router": (
        '@router.get("/x")\ndef x(value: User) -> None: ...\napp.include_router(router)',
        {"APIKeyHeader", "OAuth2PasswordBearer"},
    ),
    "of the inclusion": (
        'r = APIRouter()\n@r.get("/x")\ndef x() -> None: ...\napp.include_router(r, dependencies=[Depends(bearer)])',
        {"HTTPBearer"},
    ),
    "derived": ('@app.get("/x")\ndef x(value=Depends(badge)) -> None: ...', {"HTTPBearer"}),
    "derived, in a list": ('@app.get("/x", dependencies=[Depends(badge)])\ndef x() -> None: ...', {"HTTPBearer"}),
    "derived, with a call of its own": ('@app.get("/x")\ndef x(value=Depends(strict)) -> None: ...', {"HTTPBearer"}),
    "as a list, with a call of its own": (
        '@app.get("/x", dependencies=[Depends(strict)])\ndef x() -> None: ...',
        {"HTTPBearer"},
    ),
}


@pytest.mark.parametrize("name", ROUTES)
def test_the_schemes_of_a_route_are_those_that_fastapi_documents(name: str):
    source, expected = ROUTES[name]
    names: dict[str, Any] = {}
    exec(compile(HEAD + source, "main.py", "exec"), names)
    (operation,) = names["app"].openapi()["paths"]["/x"].values()
    documented = {scheme for each in operation.get("security", ()) for scheme in each}
    assert documented == expected
    assert set(route_of(HEAD + source).security) == documented


TABLES = """
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase
from sqlmodel import SQLModel

class Base(DeclarativeBase): ...
class Order(Base):
    __tablename__ = "orders"
class HeroBase(SQLModel): ...
class Hero(HeroBase, table=True): ...
class HeroOut(HeroBase): ...
class Page(BaseModel): ...
app = FastAPI()
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@app.get("/x")\ndef x() -> Hero: ...', ("Hero",)),
        ('@app.get("/x", response_model=list[Hero])\ndef x(): ...', ("Hero",)),
        ('@app.get("/x", response_model=HeroOut)\ndef x() -> Hero: ...', ()),
        ('@app.get("/x", response_model=None)\ndef x() -> Order: ...', ()),
        ('@app.get("/x")\ndef x() -> dict[str, Hero] | Order | None: ...', ("Hero", "Order")),
        ('@app.get("/x")\ndef x() -> Page: ...', ()),
        ('@app.get("/x")\ndef x(): ...', ()),
    ],
)
def test_the_tables_in_the_response_model(source: str, expected: tuple[str, ...]):
    assert route_of(TABLES + source).response_tables == expected


def route_of(source: str) -> RouteView:
    """The only route of the first application."""
    (found,) = apps_of(source)[0].routes
    return found
