from reports.registry import source

router = source("ledgers")


@router.get("/ledgers")
def list_ledgers():
    return []


@router.get("/ledgers/{ledger}")
async def read_ledger(ledger: str):
    return {"ledger": ledger}
