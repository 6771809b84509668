from fastapi import FastAPI
from starlette.routing import Mount

from inference.config import Arguments
from inference.dataplane import DataPlane
from inference.endpoints import register_v1_endpoints, register_v2_endpoints


def mount_metrics(app: FastAPI) -> None:
    async def metrics(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    metrics_route = Mount("/metrics", metrics)
    app.routes.append(metrics_route)


class RESTServer:
    def __init__(self, args: Arguments, dataplane: DataPlane) -> None:
        self.args = args
        self.dataplane = dataplane

    def create_application(self) -> FastAPI:
        if self.args.disable_docs:
            app = FastAPI(title="inference", openapi_url=None, docs_url=None, redoc_url=None)
        else:
            app = FastAPI(title="inference")
        app.root_path = self.args.root_path

        from inference.openai.serving import register_openai_routes

        register_openai_routes(app, self.args)
        register_v1_endpoints(app, self.dataplane)
        register_v2_endpoints(app, self.dataplane, extended=True)
        if self.args.enable_metrics:
            mount_metrics(app)
        app.add_api_route("/", self.root)
        return app

    def root(self):
        return {"name": self.dataplane.name}


def build_app(args: Arguments) -> FastAPI:
    return RESTServer(args, DataPlane("small")).create_application()


app = build_app(Arguments(response_role="model"))
