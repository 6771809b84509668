from fastapi import FastAPI

from wiki import fallback, files, pages, users

app = FastAPI(redirect_slashes=False)


@app.get("/")
def front():
    return {"wiki": "lint"}


app.include_router(users.me)
app.include_router(users.users)
app.include_router(pages.router)


@app.get("/pages")
def all_pages():
    return []


app.include_router(files.router)


@app.get("/files")
def all_files():
    return []


@app.get("/health")
def health():
    return "ok"


app.include_router(fallback.router)


@app.get("/too-late")
def too_late():
    """The catch-all above is first."""
    return None


from wiki import admin  # it needs the application
