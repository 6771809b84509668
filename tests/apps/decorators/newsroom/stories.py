from fastapi import APIRouter, Depends

from newsroom.desk import politics, sports
from newsroom.wrappers import cached, in_thread, logged, retried

router = APIRouter(prefix="/stories")
get = router.get
hidden = router.api_route


def editor() -> str:
    return "ada"


@router.get("/")
@logged
async def list_stories():
    return []


@router.get("/{story_id}")
@retried(times=2)
async def read_story(story_id: int):
    return {"id": story_id}


@router.get("/{story_id}/pdf")
@in_thread
def render(story_id: int, by: str = Depends(editor)):
    return {"id": story_id, "by": by}


@get("/{story_id}/similar")
@cached(seconds=60)
@logged
def similar(story_id: int):
    return [story_id]


@hidden("/{story_id}/draft", methods=["GET", "PUT"], include_in_schema=False)
async def draft(story_id: int):
    return {"id": story_id}


@sports.get("/table")
def league_table():
    return ["FC Lint"]


@sports.post("/results")
@logged
async def post_result(home: int, away: int):
    return {"home": home, "away": away}


@politics.get("/polls")
@politics.page("/polls.html")
async def polls():
    return {"turnout": 71}
