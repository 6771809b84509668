from fastapi import FastAPI

from gym import controllers
from gym.routable import install

app = FastAPI()
install(app)


@app.get("/controllers")
def list_controllers():
    return controllers.__all__
