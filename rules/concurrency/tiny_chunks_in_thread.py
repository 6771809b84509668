"""FAL126: each small piece of a streaming response takes a worker thread of its own."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import ChunksView, Confidence, Finding, Project, Rule, Severity


class TinyChunksInThread(Rule):
    """Each small piece of a streaming response takes a worker thread.

    ## What it does

    Finds `StreamingResponse` with a synchronous iterator that gives little at a time: the lines of a file, the rows of
    a query or of a CSV file, the characters of a string. Also `StreamingResponse(io.BytesIO(data))` and
    `StreamingResponse(open(path, "rb"))`, which give a line at a time, whatever is in it.

    ## Why is this bad?

    Starlette draws each piece from a synchronous iterator in a worker thread. That takes a third of a millisecond of
    CPU, a turn of the event loop and one of the 40 threads for each piece, and a message to the server besides: 20,000
    lines of 100 bytes took 7.1 s, and 0.1 s from an asynchronous generator.

    ## Example

    ```python
    import io

    from fastapi import FastAPI
    from fastapi.responses import StreamingResponse

    app = FastAPI()


    @app.get("/report")
    async def read_report() -> StreamingResponse:
        return StreamingResponse(io.BytesIO(b"a,b\\n" * 10_000), media_type="text/csv")
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, Response

    app = FastAPI()


    @app.get("/report")
    async def read_report() -> Response:
        return Response(b"a,b\\n" * 10_000, media_type="text/csv")
    ```

    What is in memory needs no stream, and a file on the disk is best sent by `FileResponse`. Where rows come from a
    database, join a few hundred of them to a piece, or draw them with an asynchronous generator.

    ## Limits

    How many pieces there are is not known: for a dozen lines it does not matter. Pieces that come slowly anyway, such
    as those of a language model, are left out.

    ## References

    - Starlette: StreamingResponse, https://www.starlette.dev/responses/#streamingresponse
    - FastAPI: Custom Response, https://fastapi.tiangolo.com/advanced/custom-response/#streamingresponse
    """

    code, name, since = "FAL126", "tiny-chunks-in-thread", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a place that gives little at a time."""
        for chunks in project.resources.small_chunks:
            yield self._finding(chunks)

    def _finding(self, chunks: ChunksView) -> Finding:
        message = f"each piece of this `StreamingResponse` takes a worker thread, and the pieces are {chunks.pieces}"
        return self.finding(
            chunks.place,
            message,
            confidence=Confidence.HIGH if chunks.is_direct else Confidence.MEDIUM,
            advice=_advice(chunks),
        )


def _advice(chunks: ChunksView) -> str:
    if chunks.is_direct and ("memory" in chunks.pieces or "string" in chunks.pieces):
        return "give it to `Response(content=...)` whole: it is in memory already"
    if "file" in chunks.pieces and "CSV" not in chunks.pieces:
        return "use `FileResponse`, or read pieces of 64 KB and more"
    return "join some hundreds of them to a piece, or make the generator asynchronous"
