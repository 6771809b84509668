"""FAL216: an uploaded file is declared as bytes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import AnnotationView, Confidence, Dossier, Finding, Role, Rule, Severity, Site, View, cst, on


class FileAsBytes(Rule):
    """An uploaded file is declared as bytes.

    ## What it does

    Finds parameters of handlers and dependencies that are `bytes` with `File()`, or a list of these, where no
    `max_body_size` limits the body.

    ## Why is this bad?

    FastAPI has read the whole file into memory before the function is called, on the event loop. Who uploads decides
    how much that is, and nothing can refuse it any more: a handful of uploads of some gigabytes end the process. An
    `UploadFile` lies on disk from 1 MB on, tells its size, name and type, and can be read in pieces.

    ## Example

    ```python
    from typing import Annotated

    from fastapi import FastAPI, File

    app = FastAPI()


    @app.post("/covers")
    async def upload_cover(cover: Annotated[bytes, File()]) -> int:
        return len(cover)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, HTTPException, UploadFile

    app = FastAPI()
    LIMIT = 10_000_000


    @app.post("/covers")
    async def upload_cover(cover: UploadFile) -> int:
        size = 0
        while chunk := await cover.read(65_536):
            size += len(chunk)
            if size > LIMIT:
                raise HTTPException(413)
        return size
    ```

    ## Limits

    An `UploadFile` that is read as a whole is told by FAL301. A limit in a proxy before the application cannot be seen
    from here.

    ## References

    - FastAPI: Request Files, https://fastapi.tiangolo.com/tutorial/request-files/
    """

    code, name, since = "FAL216", "file-as-bytes", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER | Role.DEPENDENCY

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Files that are bytes."""
        return (view for view in dossier.annotations if _is_whole(view, dossier))

    @on("Annotation")
    def whole(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """`cover: Annotated[bytes, File()]`."""
        view = site.annotation(node)
        if _is_whole(view, site.dossier):
            yield self.finding(
                site.at(node),
                f"{site.role_label} `{site.name}` gets the whole upload `{view.target}` in memory, whatever its size",
                advice="declare an `UploadFile`, read it in pieces and stop at a limit, or set `max_body_size` "
                "(FastAPI 0.164)",
            ).with_routes(site.dossier.own_routes)


def _is_whole(view: AnnotationView, dossier: Dossier) -> bool:
    """True for a file as `bytes` that nothing limits."""
    return view.place == "file" and view.type.unbounded and not dossier.body_limit
