"""What goes over the wire. Everything a client sends has an upper bound."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Line = Annotated[str, Field(max_length=300)]
Currency = Literal["EUR", "GBP", "USD"]


class Attributes(BaseModel):
    """What the catalogue knows of the physical book."""

    binding: Line | None = None
    language: Line | None = None


class BookIn(BaseModel):
    isbn: Annotated[str, Field(max_length=20)]
    title: Line
    author: Line
    cents: Annotated[int, Field(ge=0)]
    stock: int = 0
    tags: Annotated[list[Line], Field(max_length=20)] = []
    attributes: Attributes = Attributes()


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    isbn: str
    title: str
    author: str
    cents: int
    stock: int


class BookFilters(BaseModel):
    author: Line | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class BookMatch(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    author: str


class BookExport(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    isbn: str
    title: str
    tags: list[str]


class Quote(BaseModel):
    book_id: int
    currency: str
    amount: float


class Label(BaseModel):
    name: Annotated[str, Field(max_length=40)]


class LabelCount(BaseModel):
    book_id: int
    labels: int


class UserIn(BaseModel):
    email: Line
    password: Annotated[SecretStr, Field(max_length=200)]


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str


class Token(BaseModel):
    token: str


class Preferences(BaseModel):
    newsletter: bool | None = None
    currency: Currency | None = None


class LineIn(BaseModel):
    book_id: int
    quantity: Annotated[int, Field(ge=1)]


class LineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    book_id: int
    quantity: int


class Note(BaseModel):
    text: Line


class OrderIn(BaseModel):
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=100)]
    note: Note | None = None


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    status: str
    total_cents: int
    lines: list[LineOut]


class Tracking(BaseModel):
    order_id: int
    status: str


class PaymentData(BaseModel):
    order_id: int


class PaymentEvent(BaseModel):
    kind: Literal["paid", "refunded", "failed"]
    data: PaymentData


class Accepted(BaseModel):
    accepted: bool


class Manifest(BaseModel):
    files: Annotated[list[Line], Field(max_length=1000)]


class FileCount(BaseModel):
    files: int


class Stored(BaseModel):
    name: str


class Basket(BaseModel):
    cents: float


class Version(BaseModel):
    version: str
