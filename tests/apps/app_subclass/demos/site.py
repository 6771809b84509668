from fastapi import FastAPI, Request

from demos.routes import Blocks, mount_demo

app = FastAPI()


def user_of(request: Request) -> str | None:
    return request.headers.get("X-User")


@app.get("/")
def index():
    return {"demos": ["translate", "draw"]}


translate = Blocks("Translate")
draw = Blocks(title="Draw", mcp=True)

mount_demo(app, translate, "translate/")
app = mount_demo(app, draw, path="/draw", auth_dependency=user_of)
