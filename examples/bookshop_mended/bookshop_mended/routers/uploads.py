from pathlib import PurePath
from typing import Annotated

import anyio
from anyio import to_thread
from fastapi import APIRouter, File, HTTPException, UploadFile
from fastapi.responses import FileResponse

from ..dependencies import Books, Config
from ..schemas import FileCount, Manifest, Stored
from ..services import catalogue

router = APIRouter(prefix="/uploads", tags=["uploads"])

CHUNK = 64 * 1024
COVER_LIMIT = 5 * 1024 * 1024
TABLE_LIMIT = 1024 * 1024
FORM_OVERHEAD = 16 * 1024


async def store(upload: UploadFile, folder: anyio.Path) -> str:
    """Copy an upload to disk chunk by chunk; the request's own limit has bounded its size."""
    name = PurePath(upload.filename or "unnamed").name
    async with await anyio.open_file(folder / name, "wb") as target:
        while chunk := await upload.read(CHUNK):
            await target.write(chunk)
    return name


@router.post("/covers", status_code=201, max_body_size=COVER_LIMIT + FORM_OVERHEAD)
async def upload_cover(upload: Annotated[UploadFile, File()], settings: Config) -> Stored:
    return Stored(name=await store(upload, anyio.Path(settings.storage, "covers")))


@router.get("/covers/{name}")
async def download_cover(name: str, settings: Config) -> FileResponse:
    path = anyio.Path(settings.storage, "covers", PurePath(name).name)
    if not await path.is_file():
        raise HTTPException(404, "no such cover")
    return FileResponse(path, media_type="application/octet-stream")


@router.post("/catalogue", status_code=201, max_body_size=TABLE_LIMIT + FORM_OVERHEAD)
async def upload_catalogue(upload: UploadFile, books: Books) -> int:
    content = await upload.read(TABLE_LIMIT + 1)
    if len(content) > TABLE_LIMIT:
        raise HTTPException(413, "the table is too large")
    rows = await to_thread.run_sync(catalogue.parse, content)
    await books.add(*rows)
    return len(rows)


@router.post("/manifest")
async def check_manifest(manifest: Manifest) -> FileCount:
    return FileCount(files=len(manifest.files))
