from fastapi import Depends

from fleet.framework import BothSlashesRouter, OptionalSlashRouter, TenantRouter, TimedRoute

router = BothSlashesRouter(prefix="/trips", tags=["trips"])
stops = OptionalSlashRouter(prefix="/stops", route_class=TimedRoute)
invoices = TenantRouter(prefix="/invoices")


def vat() -> float:
    return 0.19


@router.get("")
def list_trips():
    return []


@router.post("/", status_code=201)
async def plan_trip(plate: str):
    return {"plate": plate}


@stops.get("/")
def list_stops():
    return []


@stops.get("/{stop_id}")
def read_stop(stop_id: int):
    return {"id": stop_id}


@invoices.get("/")
async def list_invoices():
    return []


@invoices.post("/", dependencies=[Depends(vat)])
async def write_invoice(cents: int):
    return {"cents": cents}
