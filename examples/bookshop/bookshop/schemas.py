"""What goes over the wire."""

from typing import Any, Dict, Optional

from pydantic import BaseModel, ConfigDict, Field


class BookIn(BaseModel):
    isbn: str
    title: str
    author: str
    cents: int = Field(ge=0)
    stock: int = 0
    tags: list[str] = []
    attributes: dict = {}


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    isbn: str
    title: str
    author: str
    cents: int
    stock: int


class Quote(BaseModel):
    book_id: int
    currency: str
    amount: float


class UserIn(BaseModel):
    email: str
    password: str


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str


class Token(BaseModel):
    token: str


class LineIn(BaseModel):
    book_id: int
    quantity: int = Field(ge=1)


class OrderIn(BaseModel):
    lines: list[LineIn] = Field(min_length=1, max_length=100)
    note: Optional[dict] = None


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    status: str
    total_cents: int
    lines: list = []


class Tracking(BaseModel):
    order_id: int
    status: str


class PaymentEvent(BaseModel):
    kind: str
    data: Dict[str, Any]


class Label(BaseModel):
    name: str = Field(max_length=40)
