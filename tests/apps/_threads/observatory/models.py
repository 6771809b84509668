"""What Pydantic runs of models: while requests are read, while objects are made, and while responses are written."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WrapValidator,
    computed_field,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)

from observatory.log import here

router = APIRouter(prefix="/models")


def after(value: str) -> str:
    here()
    return checked(value)


def checked(value: str) -> str:
    here()
    return value


def before(value: Any) -> Any:
    here()
    return value


def around(value: Any, handler: Any) -> Any:
    here()
    return handler(value)


def written(value: str) -> str:
    here()
    return value


class Lens(BaseModel):
    width: int = 1

    @field_validator("width")
    @classmethod
    def fits(cls, value: int) -> int:
        here()
        return value


def identifier() -> str:
    here()
    return "id"


class Star(BaseModel):
    name: Annotated[str, AfterValidator(after), BeforeValidator(before), WrapValidator(around)]
    lens: list[Lens] = []
    id: str = Field(default_factory=identifier)

    @field_validator("name", mode="before")
    @classmethod
    def name_is_clean(cls, value: Any, info: ValidationInfo) -> Any:
        here()
        return value

    @model_validator(mode="before")
    @classmethod
    def before_all(cls, data: Any) -> Any:
        here()
        return data

    @model_validator(mode="after")
    def after_all(self) -> "Star":
        here()
        return self

    def model_post_init(self, context: Any) -> None:
        here()


@router.post("/body")
def take(star: Star) -> int:
    here()
    return 1


class Planet(BaseModel):
    name: Annotated[str, PlainSerializer(written)]

    @field_serializer("name", check_fields=False)
    def serialize_something(self, value: str) -> str:
        here()
        return value

    @computed_field
    @property
    def label(self) -> str:
        here()
        return labelled(self.name)


def labelled(name: str) -> str:
    here()
    return name


class Moon(BaseModel):
    name: Annotated[str, PlainSerializer(written)] = "Io"

    @model_serializer(mode="wrap")
    def serialize(self, handler: Any) -> Any:
        here()
        return handler(self)


@router.get("/returned")
def give() -> Planet:
    here()
    return Planet(name="Mars")


@router.get("/returned-plain", response_model=list[Moon])
def give_moons() -> Any:
    here()
    return [{"name": "Io"}]


class Comet(BaseModel):
    tail: int

    @field_validator("tail")
    @classmethod
    def has_a_tail(cls, value: int) -> int:
        here()
        return value


@router.get("/checked-in-the-pool", response_model=Comet)
def give_comet() -> Any:
    here()
    return {"tail": 1}


class Meteor(BaseModel):
    tail: int

    @field_validator("tail")
    @classmethod
    def has_a_tail(cls, value: int) -> int:
        here()
        return value


@router.get("/checked-on-the-loop", response_model=Meteor)
async def give_meteor() -> Any:
    here()
    return {"tail": 1}


class Galaxy(BaseModel):
    stars: int

    @field_validator("stars")
    @classmethod
    def has_stars(cls, value: int) -> int:
        here()
        return value

    @field_serializer("stars")
    def write_stars(self, value: int) -> int:
        here()
        return value


@router.get("/made-in-the-pool")
def make() -> int:
    here()
    return len(Galaxy(stars=1).model_dump())


class Nebula(BaseModel):
    gas: int

    @field_validator("gas")
    @classmethod
    def has_gas(cls, value: int) -> int:
        here()
        return value

    @field_serializer("gas")
    def write_gas(self, value: int) -> int:
        here()
        return value


@router.get("/made-on-the-loop")
async def make_on_the_loop() -> str:
    here()
    return Nebula.model_validate({"gas": 1}).model_dump_json()


def of_a_query(value: str) -> str:
    here()
    return value


@router.get("/query")
def query(name: Annotated[str, AfterValidator(of_a_query)]) -> str:
    here()
    return name


def of_a_dependency(value: str) -> str:
    here()
    return value


def named(name: Annotated[str, BeforeValidator(of_a_dependency)]) -> str:
    here()
    return name


@router.get("/query-of-a-dependency")
def query_of_a_dependency(name: Annotated[str, Depends(named)]) -> str:
    here()
    return name
