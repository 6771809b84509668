from fastapi import FastAPI

from weather.api import v1, v2
from weather.api.shared import forecast

VERSIONS = {"v1": v1, "v2": v2}
LATEST = "v2"

app = FastAPI()

for version in VERSIONS.values():
    app.include_router(version.router, prefix="/api")

app.include_router(VERSIONS[LATEST].forecasts, prefix="/api/latest", tags=["latest"])
app.add_api_route("/forecast/{station}", forecast, methods=["GET"], include_in_schema=False)
