from inventory.crud.functions import crud_router, health_router
from inventory.crud.generator import CrudGenerator, ReadOnlyGenerator

__all__ = ["CrudGenerator", "ReadOnlyGenerator", "crud_router", "health_router"]
