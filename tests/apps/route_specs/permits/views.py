def list_permits():
    return []


async def apply(name: str):
    return {"name": name}


async def read_permit(number: int):
    return {"number": number}


def revoke(number: int):
    return {"revoked": number}


def export():
    return "number,name"


async def audit_log(number: int):
    return [number]
