"""Responses: what we say that a response model refuses is what the real FastAPI refuses."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.project.project import link
from fastapi_lint.project.resolve.modules import Module

HEADER = """\
from abc import ABC
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar, Dict, Generic, List, Literal, Optional, Set, Tuple, TypeVar, Union
from uuid import UUID, uuid4

from fastapi import FastAPI
from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, RootModel
from pydantic import computed_field, field_validator, model_validator

app = FastAPI()
T = TypeVar("T")

class Color(str, Enum):
    RED = "red"
    NONE = "x"

class Plain(Enum):
    A = "abc"

class Lenient(Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> "Lenient":
        return cls.A

class Numbers(Enum):
    A = 1
    B = "abc"

class Painted(BaseModel):
    a: Color | None = None
    b: Literal["b", "c"] = "b"
    one: Literal["b", None] = None

class A(BaseModel):
    a: int

class Below(A):
    b: str = ""
    kind: ClassVar[str] = "k"
    _cache: dict = {}

class Redeclared(Below):
    b: str

class Maybe(BaseModel):
    a: Optional[int]

class Factory(BaseModel):
    a: list[int] = Field(default_factory=list)
    b: Annotated[int, Field(default=3)]

class Ellipsis_(BaseModel):
    a: int = ...
    b: int = Field(..., ge=1)

class Mixin:
    m: int

class Mixed(Mixin, A, ABC):
    pass

class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int = 0

class ClosedByKeyword(A, extra="forbid"):
    pass

class ClosedByClass(BaseModel):
    class Config:
        extra = "forbid"

    a: int = 0

class OpenedAgain(Closed):
    model_config = {"extra": "ignore"}

class Aliased(BaseModel):
    a: int = Field(alias="A")

class AliasedByMetadata(BaseModel):
    a: Annotated[int, Field(validation_alias="A", alias="B")]

class AliasedOutwards(BaseModel):
    a: int = Field(serialization_alias="A")

class ByName(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    a: int = Field(alias="A")

class ByNameOnly(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)
    a: int = Field(alias="A")

class Choices(BaseModel):
    a: int = Field(validation_alias=AliasChoices("A", "a"))

class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.upper())
    a: int
    b: int = Field(0, alias="b")

class Strings(BaseModel):
    a: str

class FromNumbers(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)
    a: str

class Before(BaseModel):
    a: int

    @model_validator(mode="before")
    @classmethod
    def fill(cls, data: Any) -> Any:
        return {"a": 1}

class Watched(BaseModel):
    a: int
    b: int = 0

    @field_validator("a", mode="before")
    @classmethod
    def fill(cls, value: Any) -> int:
        return 1

class Checked(BaseModel):
    a: int

    @field_validator("a")
    @classmethod
    def check(cls, value: int) -> int:
        return value

    @computed_field
    def twice(self) -> int:
        return 2 * self.a

class MetaBefore(BaseModel):
    a: Annotated[int, BeforeValidator(lambda value: 1)]

class MetaAfter(BaseModel):
    a: Annotated[int, AfterValidator(lambda value: 1)]

class Built(BaseModel):
    a: int

    def __init__(self, **data: Any) -> None:
        super().__init__(a=1)

class Nested(BaseModel):
    one: A
    many: list[A] = []
    by_name: dict[str, A] = {}
    maybe: A | None = None
    either: Union[A, int] = 1

class Page(BaseModel, Generic[T]):
    items: List[T]
    total: int = 0

class Root(RootModel[list[int]]):
    pass

class Times(BaseModel):
    at: datetime = None
    on: date = None
    by: time = None
    after: timedelta = None
    id: UUID = None
    price: Decimal = None
"""

MODELS = {
    "A", "Below", "Redeclared", "Maybe", "Factory", "Ellipsis_", "Mixed", "Closed", "ClosedByKeyword", "ClosedByClass",
    "OpenedAgain", "Aliased", "AliasedByMetadata", "AliasedOutwards", "ByName", "ByNameOnly", "Strings",
    "Checked", "Nested", "Times", "A | None", "Union[A, Strings]", "list[A]", "dict[str, A]", "List[int]",
    "Dict[str, int]", "Set[str]", "Tuple[int, ...]", "Mapping[str, A]", "Optional[List[A]]", "str", "bytes",
    "Annotated[A, Field(description='a')]", "Annotated[list[A], Field(max_length=9)]",
}  # fmt: skip
"""Types of which all is told, but for what a spread may give."""
UNTOLD = {
    "Choices", "Generated", "Before", "FromNumbers",  "Watched", "MetaBefore", "MetaAfter", "Built", "Root", "Any", "object", "dict",
    "Page", "Literal['x']", "Literal['x', None]", "Painted", "Color", "Plain", "Lenient", "Numbers", "Literal[1, 'x']", "Page[A]", "Sequence[A]", "Iterable[int]", "int", "float", "bool", "datetime", "date",
    "time", "timedelta", "UUID", "Decimal", "None", "Annotated[A, BeforeValidator(lambda value: A(a=1))]",
}  # fmt: skip
"""Types of which less is told than FastAPI refuses, and nothing else."""

VALUES = [
    "None", "True", "5", "-5", "0", "1.5", "-1.5", "2.0", "'abc'", "''", "'12'", "'yes'", "'2020-01-01'", "b'x'",
    "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "f'{1}'", "[]", "['a']", "[1]", "[1, None]", "()", "(1,)", "('a', 'b')",
    "{'x'}", "{1}", "{}", "{'a': 1}", "{'a': 'x'}", "{'a': None}", "{'a': '1', 'b': 'b'}", "{'a': 1, 'b': None}",
    "{'a': 1, 'other': 2}", "{'A': 1}", "{'A': 'x'}", "{'A': 1, 'a': 1}", "{'B': 1}", "{'b': 1}", "dict(a=1)",
    "dict(a=[])", "{'m': 1}", "{'a': 1, 'm': 1}", "[{'a': 1}]", "[{'a': 1}, {}]", "[{'b': 1}]", "({'a': 'x'},)",
    "[{'a': number} for number in range(2)]", "[{} for number in range(2)]", "{'x': {'a': 1}}", "{'x': {}}",
    "{'one': {}}", "{'one': {'a': 1}}", "{'one': 1}", "{'one': {'a': 1}, 'many': [{}]}", "{'one': {'a': 1}, 'many': {}}",
    "{'one': {'a': 1}, 'by_name': {'x': {'a': []}}}", "{'one': {'a': 1}, 'maybe': None}",
    "{'one': {'a': 1}, 'maybe': {}}", "{'one': {'a': 1}, 'either': {}}", "{'one': {'a': 1}, 'either': 'x'}",
    "{'items': []}", "{'items': [{'b': 2}]}", "{'items': None}", "{'total': 'x', 'items': []}",
    "{'at': 'soon'}", "{'at': 5}", "{'at': '2020-01-01T00:00:00'}", "{'on': None}", "{'by': True}", "{'after': 'x'}",
    "{'id': 'x'}", "{'id': 3}", "{'price': 'x'}", "{'price': '1.5'}", "{'id': 'f81d4fae7dec11d0a76500a0c91e6bf6'}",
    "uuid4()", "datetime.now()", "str(1)", "len('a')", "list('a')", "set()", "{'a': len('a')}", "{'a': uuid4()}",
    "{'a': str(7)}", "{'a': sorted('a')}", "[{'a': datetime.now()}]", "{'id': str(uuid4()), 'at': datetime.now()}",
    "{'id': uuid4(), 'on': len('a')}", "{'a': float('1')}", "{'a': tuple()}", "{'a': bool()}",
    "'x'", "'red'", "{'a': 'red'}", "{'b': 'c'}",
    "{'a': 'blue'}", "{'b': f'{1}'}", "{'b': None}",
    "{**{'a': 1}}", "{'a': None, **{}}", "{**{}, 'a': None}", "{'a': None, 'a': 1}", "{'a' 'b': 1}",
]  # fmt: skip
VAGUE = {
    value
    for value in VALUES
    if any(part in value for part in ("**", "list('a')", "sorted", "'on'", "uuid4()", "datetime.now()", "f'{1}'"))
}
"""What is in these is not told."""


def source() -> str:
    handlers = (
        f"\n@app.get('/{number}')\ndef handler_{number}() -> {model}:\n    return {value}\n"
        for number, (model, value) in enumerate(PAIRS)
    )
    return HEADER + "".join(handlers)


PAIRS = [(model, value) for model in (*sorted(MODELS), *sorted(UNTOLD)) for value in VALUES]


@pytest.fixture(scope="module")
def ours() -> set[str]:
    """The handlers of which we say that they cannot answer."""
    facts = extract_facts(source(), "main.py")
    assert isinstance(facts, ModuleFacts)
    project = link([Module("main.py", ("main",), False, facts)], load_catalog(["fastapi", "pydantic"]))
    return {view.handler for view in project.breaches.unfit_responses}


@pytest.fixture(scope="module")
def theirs() -> Iterator[set[str]]:
    """The handlers whose response FastAPI refuses."""
    module: Any = types.ModuleType("responses_oracle_app")
    sys.modules[module.__name__] = module
    exec(compile(source(), "responses_oracle_app.py", "exec"), module.__dict__)
    yield set(filter(None, map(refused, module.app.routes)))
    del sys.modules[module.__name__]


def refused(route: object) -> str:
    """The handler's name if the route refuses what it returns (fastapi/routing.py, serialize_response)."""
    if not isinstance(route, APIRoute) or route.response_field is None:
        return ""
    errors = route.response_field.validate(route.endpoint(), {}, loc=("response",))[1]
    return route.endpoint.__name__ if errors else ""


def names(handlers: set[str]) -> set[tuple[str, str]]:
    return {PAIRS[int(name.removeprefix("handler_"))] for name in handlers}


def test_fastapi_refuses_all_of_which_we_say_so(ours: set[str], theirs: set[str]) -> None:
    assert names(ours) - names(theirs) == set()


def test_we_say_so_of_all_that_fastapi_refuses_where_types_and_values_are_told(
    ours: set[str], theirs: set[str]
) -> None:
    missed = {(model, value) for model, value in names(theirs) - names(ours) if model in MODELS and value not in VAGUE}
    assert missed == set()


def test_choices_are_told(ours: set[str]) -> None:
    refused = {("Color", "'abc'"), ("Literal['x']", "'abc'"), ("Painted", "{'a': 'blue'}"), ("Plain", "None")}
    assert names(ours) >= refused
    assert not names(ours) & {("Lenient", "'abc'"), ("Numbers", "'abc'"), ("Literal[1, 'x']", "'abc'")}


def test_most_is_refused(theirs: set[str]) -> None:
    assert len(theirs) > 2_000
