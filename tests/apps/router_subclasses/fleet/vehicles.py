from fastapi import Depends

from fleet.framework import VersionedRouter, check_tenant

router = VersionedRouter("/vehicles", tags=["vehicles"])
beta = VersionedRouter(version=2, prefix="/vehicles", dependencies=[Depends(check_tenant)])


@router.get("/")
def list_vehicles():
    return []


@router.get("/{plate}")
async def read_vehicle(plate: str):
    return {"plate": plate}


@beta.get("/{plate}/position")
async def position(plate: str):
    return {"plate": plate, "at": [52.5, 13.4]}
