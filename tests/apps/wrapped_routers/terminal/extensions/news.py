from terminal.routing import Commands

router = Commands()


@router.command
def world():
    return []


@router.command
async def company(symbol: str):
    return [symbol]
