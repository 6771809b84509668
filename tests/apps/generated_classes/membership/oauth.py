from membership.routing import APIRouter

router = APIRouter(prefix="/oauth", tags=["oauth"])
inner_router = APIRouter()


@inner_router.get("/userinfo")
@inner_router.post("/userinfo", include_in_schema=False)
async def userinfo():
    return {}


@router.get("/authorize", name="oauth.authorize")
async def authorize(client: str):
    return {"client": client}


router.include_router(inner_router)
