from wiki.pages import router


@router.get("/{title}")
def read(title: str):
    return {"title": title}


@router.get("/random")
def random_page():
    """Never reached: `/{title}` is before it."""
    return {"title": "Lint"}


@router.get("/{title}/history")
async def history(title: str):
    return [title]
