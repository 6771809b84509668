"""FAL308: what takes long to build is built anew for each request, always the same."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Given, MadeView, Project, Rule, Severity

from .._serving import how_often, sureness, where


class BuiltPerRequest(Rule):
    """What takes long to build is built anew for each request, always the same.

    ## What it does

    Finds, in what runs for each request, what is built of constants and settings alone: schemas (`TypeAdapter(…)`,
    `create_model(…)`), environments of templates (`Jinja2Templates(…)`, `Environment(…)`), templates of constant
    text, and models that are loaded (`SentenceTransformer(…)`, `spacy.load(…)`, `pipeline(…)`).

    What is made once is none: at import, in a lifespan, in a cached function, behind `if _adapter is None`, kept in a
    global, a table or on an object that outlives the request.

    ## Why is this bad?

    It gives the same each time and costs the event loop its time. An environment of templates keeps what it has
    compiled, so that a new one compiles every template again: 23 ms were measured for a page that else takes 0.01 ms. A
    model of a language or of images is read from the disk into memory, for seconds, and several requests hold it
    several times. A schema costs less (`TypeAdapter(list[User])` 0.04 ms, `create_model` 0.2 ms, more with the size of
    the models), but more than validating a few objects with it: there the finding is a remark.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import TypeAdapter

    app = FastAPI()


    @app.get("/numbers")
    async def read_numbers(text: str) -> list[int]:
        return TypeAdapter(list[int]).validate_json(text)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import TypeAdapter

    app = FastAPI()
    numbers = TypeAdapter(list[int])


    @app.get("/numbers")
    async def read_numbers(text: str) -> list[int]:
        return numbers.validate_json(text)
    ```

    ## Limits

    Whatever depends on a parameter or on what the request says is left out, also where it is not known on what it
    depends. `re.compile` keeps what it has compiled (0.2 µs). Of a class that is a model `TypeAdapter` takes what that
    has built (5 µs).

    ## References

    - Pydantic: Performance tips, https://docs.pydantic.dev/latest/concepts/performance/
    - Jinja: API, https://jinja.palletsprojects.com/en/stable/api/
    """

    code, name, since = "FAL308", "built-per-request", "0.1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call that builds the same again."""
        for made in project.resources.made:
            if made.kind in _VERBS and made.given is Given.FIXED:
                yield self._finding(made)

    def _finding(self, made: MadeView) -> Finding:
        served = made.served
        turns = "every turn of a loop" if made.in_loop else how_often(served)
        message = f"`{made.callee}` {_VERBS[made.kind]} {made.holds} anew for {turns} {where(served)}, always the same"
        return self.finding(
            served.place,
            message,
            severity=Severity.INFO if "schema" in made.holds else Severity.WARNING,
            confidence=sureness(served),
            advice="make it once, when the module is imported or in the lifespan",
        ).with_trace(served.chain)


_VERBS = {"compiled": "compiles", "loaded": "loads"}
