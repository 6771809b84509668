from fastapi import APIRouter, Depends

from ledger.core.security import current_user

router = APIRouter()

BY_NUMBER = "/{number}"
HISTORY = BY_NUMBER + "/history"


@router.get("/")
async def list_accounts(user: str = Depends(current_user)):
    return {"owner": user}


@router.get(BY_NUMBER)
async def read_account(number: int, user: str = Depends(current_user)):
    return {"number": number, "owner": user}


@router.get(HISTORY)
def read_history(number: int, _user: str = Depends(current_user)):
    return [{"number": number}]


@router.get(f"{HISTORY}/{{year:int}}")
def read_year(number: int, year: int):
    return {"number": number, "year": year}
