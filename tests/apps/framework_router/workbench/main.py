from fastapi import FastAPI

from workbench.api import include_all


def build() -> FastAPI:
    app = FastAPI(title="Workbench")
    include_all(app)

    @app.get("/", include_in_schema=False)
    def welcome():
        return "workbench"

    return app


app = build()
