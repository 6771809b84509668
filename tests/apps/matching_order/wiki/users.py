from fastapi import APIRouter

me = APIRouter(redirect_slashes=False)
users = APIRouter()


@users.get("/users/{name}")
def read_user(name: str):
    return {"name": name}


@me.get("/users/me")
def read_me():
    return {"name": "ada"}


@me.get("/users/me/")
def read_me_with_slash():
    return {"name": "ada/"}


@users.get("/users/{name}/")
def read_user_with_slash(name: str):
    return {"name": f"{name}/"}
