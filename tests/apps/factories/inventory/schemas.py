from pydantic import BaseModel


class Part(BaseModel):
    number: str
    name: str


class PartCreate(BaseModel):
    name: str


class Shelf(BaseModel):
    code: str


class Supplier(BaseModel):
    name: str
    vat_number: str
