from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

router = APIRouter()


@router.get("/metrics", include_in_schema=False, response_class=PlainTextResponse)
def metrics():
    return "ledger_entries_total 0\n"
