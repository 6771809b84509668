from fastapi import APIRouter

wishlist = APIRouter(prefix="/wishlist")
reviews = APIRouter(prefix="/reviews")
beta = APIRouter(prefix="/beta")
debug = APIRouter(prefix="/debug")
returns = APIRouter(prefix="/returns")
basket = APIRouter(prefix="/basket")


@wishlist.get("/")
def read_wishlist():
    return []


@reviews.get("/")
def read_reviews():
    return []


@beta.get("/")
async def beta_features():
    return ["dark mode"]


@debug.get("/state")
async def state():
    return {}


@returns.post("/")
def send_back(order: int):
    return {"order": order}


@basket.get("/")
def read_basket():
    return []
