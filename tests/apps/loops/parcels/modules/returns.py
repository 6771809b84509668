from fastapi import APIRouter

router = APIRouter(prefix="/returns", tags=["returns"])


@router.post("/")
async def open_return(number: str):
    return {"number": number}
