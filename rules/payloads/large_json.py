"""FAL301: JSON or an upload without a limit on its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.api import (
    SERVING,
    AnnotationView,
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
    View,
    cst,
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


class _Complaint(NamedTuple):
    """What is said of a call, how to mend it, and the effect behind it if there is one."""

    says: str
    advice: str
    effect: Effect | None = None


class LargeJson(Rule):
    """JSON or an upload without a limit on its size.

    ## What it does

    Finds `await request.json()`, `json.loads` and its kin on a body or an upload, array bodies (`list[Item]`) without a
    maximal length, `await file.read()` without a size, and `json.dumps` of whole query results; also in helpers, and
    where a worker thread parses. `max_body_size=` on the app, router or route makes it silent.

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
    the content is small by contract, such as a signed webhook, a limit costs nothing and says so. An array as the body
    is a remark (`info`): the limit that FAL302 asks for covers it. Lists in fields of a model are not reported: texts
    in it can be as long. Messages of websockets are limited by
    the server. `bytes = File()` is told by FAL216.

    ## References

    - FastAPI: Request Body, https://fastapi.tiangolo.com/tutorial/body/
    - FastAPI: Request Files, https://fastapi.tiangolo.com/tutorial/request-files/
    """

    code, name, since = "FAL301", "large-json", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = SERVING

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """What reads or writes payloads without a limit."""
        for call in dossier.telling_calls():
            if _complaint(call, dossier) is not None:
                yield call
        for view in dossier.annotations:
            if _is_unlimited(view, dossier):
                yield view

    @on("Call")
    def unlimited_payload(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """A call that reads, parses or writes as much as there is."""
        complaint = _complaint(site.call(node), site.dossier)
        if complaint is not None:
            found = self._finding(site.at(node), complaint, site)
            yield found if complaint.effect is None else found.with_effect(complaint.effect)

    def _finding(self, place: Place, complaint: _Complaint, site: Site) -> Finding:
        return self.finding(
            place,
            f"{complaint.says}, in {site.role_label} `{site.name}`",
            confidence=_confidence(site.dossier),
            advice=complaint.advice,
        )

    @on("Annotation")
    def unlimited_parameter(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """A JSON array as body without a maximal length."""
        view = site.annotation(node)
        if _is_unlimited(view, site.dossier):
            yield self.finding(
                site.at(node),
                f"{site.role_label} `{site.name}` takes a JSON array of any length as `{view.target}`: it is parsed "
                "and validated on the event loop",
                severity=Severity.INFO,
                advice="set `max_body_size` (FastAPI 0.164) and `Annotated[list[...], Body(max_length=...)]`",
            ).with_routes(site.dossier.own_routes)


def _confidence(dossier: Dossier) -> Confidence:
    """High where an entry point leads here, low where only scripts and tests do."""
    if dossier.reached_from:
        return Confidence.HIGH
    return Confidence.MEDIUM if dossier.runs_on(Thread.LOOP | Thread.POOL) else Confidence.LOW


def _complaint(call: CallView, dossier: Dossier) -> _Complaint | None:
    """What is wrong with a call, if it reads, parses or writes as much as there is."""
    if not _is_candidate(call):
        return None
    if call.callee == _PARSES and not dossier.body_limit:
        return _Complaint("`request.json()` parses a body of any size on the event loop", _LIMIT)
    if call.callee in _READS_UPLOAD and not dossier.body_limit and not call.has_size_argument:
        return _Complaint("`read()` without a size takes the whole upload into memory", _PIECES)
    effect = _json_effect(call)
    if effect is None or not dossier.runs_on(Thread.LOOP | Thread.POOL):
        return None
    where = " on the event loop" if dossier.runs_on(Thread.LOOP) else " and holds the GIL"
    if effect.leaf.writes:
        return _Complaint(f"`{effect.leaf.name}` writes a query result of any length as JSON{where}", _PAGE, effect)
    if dossier.body_limit:
        return None
    return _Complaint(f"`{effect.leaf.name}` parses what a client sends, whatever its size,{where}", _LIMIT, effect)


def _is_candidate(call: CallView) -> bool:
    if call.callee in _READS_UPLOAD:
        return "upload" in call.request_sources or call.callee.startswith("fastapi.")
    return call.callee == _PARSES or _json_effect(call) is not None


def _json_effect(call: CallView) -> Effect | None:
    """The effect of parsing or writing JSON that a request can make large."""
    return next((effect for effect in call.effects if effect.leaf.format == "json"), None)


def _is_unlimited(view: AnnotationView, dossier: Dossier) -> bool:
    """True for an array in the body that nothing limits."""
    return view.place == "body" and view.type.unbounded and not dossier.body_limit
