"""FAL301: JSON or an upload without a limit on its size."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from fastapi_lint.api import (
    CallView,
    Confidence,
    Dossier,
    Effect,
    Finding,
    Place,
    Role,
    Rule,
    Severity,
    Site,
    Thread,
    on,
)

_PARSES = "fastapi.Request.json"
_READS_UPLOAD = "fastapi.UploadFile.read"

_LIMIT = (
    "set `max_body_size` on the app, router or route (FastAPI 0.164), or read the stream piece by piece; "
    "a thread does not help, since parsing holds the GIL"
)


class LargeJson(Rule):
    """JSON or an upload without a limit on its size.

    ## What it does

    Finds `await request.json()`, `json.loads` and its kin on a body or an upload, array bodies (`list[Item]`) without a
    maximal length, `await file.read()` without a size, and `json.dumps` of whole query results.

    ## Why is this bad?

    Parsing holds the event loop (and the GIL) for 40 to 90 ms a megabyte, for `def` handlers too: FastAPI parses and
    validates bodies on the loop. A body of 50 MB was measured to stop the service for 2.7 to 5.8 s and to take 400 to
    940 MB of memory, and FastAPI sets no limit by itself. Neither a thread nor a faster parser mends that; a limit
    does: the same body is then refused within 9 ms.

    ## Example

    ```python
    from fastapi import FastAPI, Request

    app = FastAPI()


    @app.post("/import")
    async def import_books(request: Request) -> int:
        books = await request.json()
        return len(books)
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import Body, FastAPI
    from pydantic import BaseModel

    app = FastAPI(max_body_size=1_000_000)


    class Book(BaseModel):
        title: str


    @app.post("/import")
    async def import_books(books: Annotated[list[Book], Body(max_length=1_000)]) -> int:
        return len(books)
    ```

    ## Limits

    A limit in a proxy before the application cannot be seen from here; neither can one that a middleware sets. Where
    the content is small by contract, such as a signed webhook, a limit costs nothing and says so.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Request Files, https://fastapi.tiangolo.com/tutorial/request-files/
    """

    code, name, since = "FAL301", "large-json", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = (
        Role.HANDLER
        | Role.WEBSOCKET
        | Role.DEPENDENCY
        | Role.MIDDLEWARE
        | Role.EXCEPTION_HANDLER
        | Role.BACKGROUND_TASK
        | Role.STREAM
        | Role.COROUTINE
    )

    def wants(self, dossier: Dossier) -> bool:
        """Sites that read or write payloads without a limit, unless all of their routes limit the body."""
        return dossier.is_a(self.looks_at) and (
            any(_is_candidate(call) for call in dossier.calls)
            or any(view.type.unbounded and view.place == "body" for view in dossier.annotations)
        )

    @on(cst.Call)
    def unlimited_payload(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that reads, parses or writes as much as there is."""
        call = site.call(node)
        if not _is_candidate(call):
            return
        place = site.at(node)
        limited = site.dossier.body_limit
        if call.callee == _PARSES and not limited:
            yield self._parsed(place, "`request.json()` parses a body of any size", site, _LIMIT)
        elif call.callee == _READS_UPLOAD and not limited and not call.has_size_argument:
            advice = "read it in pieces (`while chunk := await file.read(65_536)`) and stop at a limit"
            yield self._parsed(place, "`read()` without a size takes the whole upload into memory", site, advice)
        else:
            yield from self._json_call(call, place, site, limited)

    def _json_call(self, call: CallView, place: Place, site: Site, limited: bool) -> Iterator[Finding]:
        effect = _json_effect(call)
        if effect is None or not site.runs_on(Thread.LOOP):
            return
        if effect.leaf.writes:
            says = f"`{effect.leaf.name}` writes a query result of any length as JSON"
            yield self._parsed(place, says, site, "page the query (`LIMIT`), or stream the response row by row")
        elif not limited:
            says = f"`{effect.leaf.name}` parses what a client sends, whatever its size,"
            yield self._parsed(place, says, site, _LIMIT, effect)

    def _parsed(self, place: Place, says: str, site: Site, advice: str, effect: Effect | None = None) -> Finding:
        where = " on the event loop" if site.runs_on(Thread.LOOP) else ""
        reached = site.dossier.reached_from
        found = self.finding(
            place,
            f"{says}{where}, in {site.role_label} `{site.name}`",
            confidence=Confidence.HIGH if reached else Confidence.MEDIUM,
            advice=advice,
        )
        return found if effect is None else found.with_trace(effect.witness)

    @on(cst.Annotation)
    def unlimited_array(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """A JSON array as body without a maximal length."""
        view = site.annotation(node)
        if view.place == "body" and view.type.unbounded and not site.dossier.body_limit:
            yield self.finding(
                site.at(node),
                f"{site.role_label} `{site.name}` takes a JSON array of any length as `{view.target}`: it is parsed "
                "and validated on the event loop",
                advice="set `max_body_size` (FastAPI 0.164) and `Annotated[list[...], Body(max_length=...)]`",
            )


def _json_effect(call: CallView) -> Effect | None:
    """The effect of parsing or writing JSON that a request can make large."""
    return next((effect for effect in call.effects if effect.leaf.format == "json"), None)


def _is_candidate(call: CallView) -> bool:
    return call.callee in (_PARSES, _READS_UPLOAD) or _json_effect(call) is not None
