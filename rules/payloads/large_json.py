"""FAL301: JSON or an upload without a limit on its size."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from fastapi_lint.api import (
    SERVING,
    CallView,
    Confidence,
    Dossier,
    Effect,
    Finding,
    Place,
    Rule,
    Severity,
    Site,
    Thread,
    on,
)

_PARSES = "fastapi.Request.json"
_READS_UPLOAD = frozenset({"fastapi.UploadFile.read", "tempfile.SpooledTemporaryFile.read"})

_LIMIT = (
    "set `max_body_size` on the app, router or route (FastAPI 0.164), or read the stream piece by piece; "
    "a thread does not help, since parsing holds the GIL"
)
_PIECES = "read it in pieces (`while chunk := await file.read(65_536)`) and stop at a limit, or set `max_body_size`"
_PAGE = "page the query (`LIMIT`), or stream the response row by row"
_UNLIMITED = {
    "body": (
        "takes a JSON array of any length as `{target}`: it is parsed and validated on the event loop",
        "set `max_body_size` (FastAPI 0.164) and `Annotated[list[...], Body(max_length=...)]`",
    ),
    "file": (
        "takes a whole upload into memory as `{target}`",
        "declare an `UploadFile`, read it in pieces and stop at a limit, or set `max_body_size` (FastAPI 0.164)",
    ),
}


class LargeJson(Rule):
    """JSON or an upload without a limit on its size.

    ## What it does

    Finds `await request.json()`, `json.loads` and its kin on a body or an upload, array bodies (`list[Item]`) without a
    maximal length, `await file.read()` without a size, `bytes = File()`, and `json.dumps` of whole query results; also
    in helpers, and where a worker thread parses. `max_body_size=` on the app, router or route makes it silent.

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
    the content is small by contract, such as a signed webhook, a limit costs nothing and says so. Lists in fields of a
    model are not reported: texts in it can be as long. Messages of websockets are limited by the server.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Request Files, https://fastapi.tiangolo.com/tutorial/request-files/
    """

    code, name, since = "FAL301", "large-json", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = SERVING

    def wants(self, dossier: Dossier) -> bool:
        """Sites that read or write payloads without a limit."""
        return dossier.is_a(self.looks_at) and (
            any(_is_candidate(call) for call in dossier.calls)
            or any(view.type.unbounded and view.place in _UNLIMITED for view in dossier.annotations)
        )

    @on(cst.Call)
    def unlimited_payload(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that reads, parses or writes as much as there is."""
        call = site.call(node)
        if not _is_candidate(call):
            return
        place, is_limited = site.at(node), site.dossier.body_limit
        if call.callee == _PARSES and not is_limited:
            yield self._finding(place, "`request.json()` parses a body of any size on the event loop", site, _LIMIT)
        elif call.callee in _READS_UPLOAD and not is_limited and not call.has_size_argument:
            yield self._finding(place, "`read()` without a size takes the whole upload into memory", site, _PIECES)
        else:
            yield from self._json_call(call, place, site)

    def _json_call(self, call: CallView, place: Place, site: Site) -> Iterator[Finding]:
        effect = _json_effect(call)
        if effect is None or not site.runs_on(Thread.LOOP | Thread.POOL):
            return
        where = _where(site)
        if effect.leaf.writes:
            says = f"`{effect.leaf.name}` writes a query result of any length as JSON{where}"
            yield self._finding(place, says, site, _PAGE).with_effect(effect)
        elif not site.dossier.body_limit:
            says = f"`{effect.leaf.name}` parses what a client sends, whatever its size,{where}"
            yield self._finding(place, says, site, _LIMIT).with_effect(effect)

    def _finding(self, place: Place, says: str, site: Site, advice: str) -> Finding:
        return self.finding(
            place,
            f"{says}, in {site.role_label} `{site.name}`",
            confidence=Confidence.HIGH if site.dossier.reached_from else Confidence.MEDIUM,
            advice=advice,
        )

    @on(cst.Annotation)
    def unlimited_parameter(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """A JSON array as body without a maximal length, a whole file as `bytes`."""
        view = site.annotation(node)
        if view.place in _UNLIMITED and view.type.unbounded and not site.dossier.body_limit:
            says, advice = _UNLIMITED[view.place]
            subject = f"{site.role_label} `{site.name}`"
            found = self.finding(site.at(node), f"{subject} {says.format(target=view.target)}", advice=advice)
            yield found.with_routes(site.dossier.own_routes)


def _json_effect(call: CallView) -> Effect | None:
    """The effect of parsing or writing JSON that a request can make large."""
    return next((effect for effect in call.effects if effect.leaf.format == "json"), None)


def _is_candidate(call: CallView) -> bool:
    if call.callee in _READS_UPLOAD:
        return "upload" in call.request_sources or call.callee.startswith("fastapi.")
    return call.callee == _PARSES or _json_effect(call) is not None


def _where(site: Site) -> str:
    return " on the event loop" if site.runs_on(Thread.LOOP) else " and holds the GIL"
