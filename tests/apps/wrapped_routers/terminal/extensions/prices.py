from terminal.routing import Commands

router = Commands(prefix="/price")


@router.command(methods=["GET"], include_in_schema=False)
def quote(symbol: str):
    return {"symbol": symbol}


@router.command(path="/history/{symbol}")
async def historical(symbol: str):
    return {"symbol": symbol}
