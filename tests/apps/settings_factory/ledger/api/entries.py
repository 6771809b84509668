from http import HTTPStatus

from fastapi import APIRouter, Depends

from ledger.core.security import current_user

router = APIRouter(dependencies=[Depends(current_user)])
_COLLECTION, _ITEM = "/", "/{entry_id}"


@router.get(_COLLECTION)
def list_entries():
    return []


@router.post(_COLLECTION, status_code=HTTPStatus.CREATED)
def add_entry(account: int, cents: int):
    return {"account": account, "cents": cents}


@router.delete(_ITEM, status_code=HTTPStatus.NO_CONTENT)
async def void_entry(entry_id: int) -> None:
    """An entry is never deleted, only voided."""


router.add_api_route(_ITEM + "/void", void_entry, methods=["POST"], operation_id="void_entry_by_post")
