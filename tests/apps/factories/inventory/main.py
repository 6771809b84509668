from fastapi import FastAPI

from inventory import schemas
from inventory.crud import CrudGenerator, ReadOnlyGenerator, crud_router, health_router
from inventory.store import get_reader

app = FastAPI()

app.include_router(crud_router(schemas.Part, schemas.PartCreate, prefix="/parts"))
app.include_router(crud_router(schemas.Shelf, prefix="/shelves", session=get_reader, deletable=True))

suppliers = CrudGenerator(schemas.Supplier, prefix="/suppliers")
app.include_router(suppliers.router, tags=["suppliers"])
app.include_router(ReadOnlyGenerator(schemas.Part, "/catalogue").router)

for name in ("parts", "shelves"):
    app.include_router(health_router(name), include_in_schema=False)
