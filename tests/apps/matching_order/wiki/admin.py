from wiki.main import app


@app.delete("/pages/{title}", tags=["admin"])
def delete_page(title: str):
    return {"title": title}
