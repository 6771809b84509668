from terminal.extensions.prices import router as prices
from terminal.routing import Commands

router = Commands(prefix="/equity", description="Shares")
router.include_router(prices)


@router.command
def search(query: str):
    return [query]


@router.command(methods=["POST"])
async def screener(minimum: float = 0.0):
    return [minimum]
