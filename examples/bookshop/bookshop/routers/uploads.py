import csv
import json
import shutil
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response, UploadFile
from fastapi import File as Part

from ..dependencies import Books, Config
from ..models import Book

router = APIRouter(prefix="/uploads", tags=["uploads"])


def store(upload: UploadFile, folder: Path) -> str:
    name = Path(upload.filename or "unnamed").name
    with open(folder / name, "wb") as target:
        shutil.copyfileobj(upload.file, target)
    return name


@router.post("/covers", status_code=201)
async def upload_cover(upload: Annotated[UploadFile, Part()], settings: Config) -> dict[str, str]:
    return {"name": store(upload, settings.storage)}


@router.get("/covers/{name}")
async def download_cover(name: str, settings: Config) -> Response:
    path = settings.storage / name
    if not path.is_file():
        raise HTTPException(404, "no such cover")
    with open(path, "rb") as cover:
        return Response(cover.read(), media_type="application/octet-stream")


@router.post("/catalogue", status_code=201)
async def upload_catalogue(upload: UploadFile, books: Books) -> int:
    content = await upload.read()
    rows = list(csv.DictReader(content.decode().splitlines()))
    for row in rows:
        books.add(Book(isbn=row["isbn"], title=row["title"], author=row["author"], cents=int(row["cents"])))
    return len(rows)


@router.post("/manifest")
async def check_manifest(request: Request) -> dict[str, int]:
    manifest = json.loads(await request.body())
    return {"files": len(manifest["files"])}
