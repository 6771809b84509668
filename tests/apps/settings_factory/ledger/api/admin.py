from fastapi import APIRouter, Depends

from ledger.core.config import Area
from ledger.core.security import current_superuser

router = APIRouter(tags=[Area.ADMIN.value], dependencies=[Depends(current_superuser)], include_in_schema=False)


@router.get("/users")
async def list_users():
    return []


@router.post("/users/{name}/lock")
async def lock_user(name: str, by: str = Depends(current_superuser)):
    return {"name": name, "by": by}
