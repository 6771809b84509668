from fastapi import APIRouter, FastAPI

from atlas import paths
from atlas.paths import Area, Layer, Place, Urls

app = FastAPI()
PREFIX = paths.BASE
PREFIX += "/augmented"


def show(city: str = ""):
    return {"city": city}


for path in [
    Urls.cities,
    Urls.detail,
    Urls.search,
    f"/{Urls.zoom}",
    paths.VERSIONED,
    paths.SLICED,
    paths.TITLE,
    paths.JOINT,
    "/" + paths.PARTS[-1] + "/" + paths.PARTS[0],
    paths.CONDITIONAL,
    paths.FALLBACK,
    PREFIX,
]:
    app.add_api_route(path, show)

for area in Area:
    app.add_api_route(area.under("/areas/"), show, tags=[area])

app.add_api_route(f"/layers/{Layer.GROUND.name.lower()}/{Layer.WATER.value}", show, operation_id=Area.CITIES.name)
app.add_api_route(str(Place(root="/places")), show)
app.add_api_route(f"{Place('/places', name='berlin')}", show)

rivers = APIRouter(prefix="/" + Area.RIVERS.value.removesuffix("s"))


@rivers.get(f"/{{{'river'}}}/{Layer.WATER + 1}")
def river(river: str):
    return {"river": river}


app.include_router(rivers, prefix="/" + __name__.replace(".", "/"))
