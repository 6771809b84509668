from wiki.pages import router


@router.put("/{title}")
async def write(title: str, text: str):
    return {"title": title, "length": len(text)}


@router.get("/{title}/edit")
def edit_form(title: str):
    return {"title": title}
