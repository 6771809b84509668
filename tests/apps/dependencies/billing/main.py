from typing import Annotated

from fastapi import Depends, FastAPI, Header

from billing import invoices
from billing.deps.auth import bearer, service_key
from billing.deps.database import UnitOfWork


async def request_id(x_request_id: Annotated[str | None, Header()] = None) -> str:
    return x_request_id or "-"


def no_cache() -> None:
    """Marks the response."""


app = FastAPI(dependencies=[Depends(request_id)])
INTERNAL = [Depends(service_key), Depends(no_cache)]

app.include_router(invoices.router, prefix="/api", dependencies=[Depends(no_cache)])


@app.get("/internal/totals", dependencies=INTERNAL)
async def totals(rid: str = Depends(request_id), work: UnitOfWork = Depends(UnitOfWork, use_cache=False)):
    return {"request": rid, "invoices": await work.invoices()}


@app.get("/whoami")
def whoami(token=Depends(bearer)):
    return {"token": token}
