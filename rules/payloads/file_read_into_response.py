"""FAL306: a file is read as a whole to be sent."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class FileReadIntoResponse(Rule):
    """A file is read as a whole to be sent.

    ## What it does

    Finds handlers that read a file (`open(…).read()`, `Path.read_bytes()`, `aiofiles`, `anyio`) and return what is in
    it, unchanged, in a `Response`, an `HTMLResponse` or a `StreamingResponse(BytesIO(…))`.

    ## Why is this bad?

    The whole file is in memory for each request that is on its way, for as long as the slowest client takes: a hundred
    downloads of 50 MB are 5 GB. `FileResponse` reads 64 KB at a time in a worker thread, says how long the file is, and
    adds `ETag` and `Last-Modified`; since Starlette 0.39 it serves parts of it, too (`Range`). Without `aiofiles` or
    `anyio` the file is read on the event loop besides.

    ## Example

    ```python
    from pathlib import Path

    from fastapi import FastAPI, Response

    app = FastAPI()


    @app.get("/report")
    def read_report() -> Response:
        content = Path("report.pdf").read_bytes()
        return Response(content, media_type="application/pdf")
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from fastapi.responses import FileResponse

    app = FastAPI()


    @app.get("/report")
    def read_report() -> FileResponse:
        return FileResponse("report.pdf", media_type="application/pdf")
    ```

    ## Limits

    Content that is changed, parsed or used for something else is left out, and so are handlers that make or remove
    temporary files. Pages that are always the same are served best by `StaticFiles`.

    ## References

    - FastAPI: Custom Response, FileResponse, https://fastapi.tiangolo.com/advanced/custom-response/#fileresponse
    - Starlette: starlette/responses.py, FileResponse
    """

    code, name, since = "FAL306", "file-read-into-response", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a `return`."""
        for view in project.payloads.read_files:
            yield self.finding(
                view.place,
                f"`{view.read}` reads a whole file into memory, and handler `{view.handler}` sends it as it is "
                f"in a `{view.response}`",
                advice="return a `FileResponse`, which streams it from the disk",
            )
