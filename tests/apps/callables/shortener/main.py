from functools import partial

from fastapi import APIRouter, FastAPI

from shortener.handlers import (
    Counter,
    Links,
    LinkView,
    LoudRedirect,
    Redirect,
    export,
    export_csv,
    import_links,
)

app = FastAPI()
links = Links()
router = APIRouter(prefix="/links")

permanent = Redirect(308)

router.add_api_route("", Links.all)
router.add_api_route("/first", Links.first)
router.add_api_route("/{slug}", links.put, methods=["PUT"])
router.add_api_route("/{slug}", Links().drop, methods=["DELETE"], status_code=204)
router.add_api_route("/{slug}/count", Counter(), methods=["POST"])
router.add_api_route("/{slug}/view", LinkView, response_model=None)
router.get("/export.csv")(export_csv)
router.get("/export.json")(partial(export, "json"))
router.post("/import")(partial(import_links, kind="csv"))

app.include_router(router)
app.add_api_route("/s/{slug}", permanent, response_model=None)
app.add_api_route("/t/{slug}", Redirect(status=307), response_model=None, include_in_schema=False)
app.add_api_route("/l/{slug}", LoudRedirect(301), response_model=None)
