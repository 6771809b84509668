from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolserver.agent import AgentApp
from toolserver.server import Settings, ToolServer

server = ToolServer("calculator", Settings(sse_path="/events"))


@server.custom_route("/health", methods=["GET"])
async def health(request: Request) -> Response:
    return PlainTextResponse("ok")


app = FastAPI()
app.mount("/sse", server.sse_app())
app.mount("/stream", server.streaming_app(path="/"))
app.mount("/agent", AgentApp("adder", docs_url=None))


@app.get("/tools")
def list_tools():
    return ["add"]
