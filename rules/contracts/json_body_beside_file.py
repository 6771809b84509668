"""FAL215: JSON is expected within a form."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, MixedBodyView, Project, Rule, Severity


class JsonBodyBesideFile(Rule):
    """JSON is expected within a form.

    ## What it does

    Finds parameters of routes and their dependencies that FastAPI reads from the body as JSON (a model, a dictionary, a
    list of models) beside others that are files or form fields.

    ## Why is this bad?

    A request has one body. As soon as one parameter is a `File()` or a `Form()` FastAPI reads it as a form, and looks
    for the model in one of its parts. That is text, of which no model can be made: each request is answered with 422,
    whether it sends a form, a form with JSON in it, or JSON. With a default the parameter never has any other value.

    ## Example

    ```python
    from fastapi import FastAPI, UploadFile
    from pydantic import BaseModel

    app = FastAPI()


    class Book(BaseModel):
        title: str
        year: int


    @app.post("/books")
    async def create_book(book: Book, cover: UploadFile) -> str:
        return book.title
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import FastAPI, Form, UploadFile
    from pydantic import BaseModel, Json

    app = FastAPI()


    class Book(BaseModel):
        title: str
        year: int


    @app.post("/books")
    async def create_book(book: Annotated[Json[Book], Form()], cover: UploadFile) -> str:
        return book.title
    ```

    `Json` parses the text of the part `book`. Or declare the fields one by one with `Form()`, or send the file in a
    request of its own.

    ## Limits

    A model with a validator of its own that runs before the others may parse text, and is not reported. Neither is a
    model given by `Depends()`, whose fields FastAPI reads from the query string.

    ## References

    - FastAPI: Request Forms and Files, https://fastapi.tiangolo.com/tutorial/request-forms-and-files/
    - Pydantic: Json, https://docs.pydantic.dev/latest/api/types/#pydantic.types.Json
    """

    code, name, since = "FAL215", "json-body-beside-file", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a parameter."""
        for view in project.breaches.mixed_bodies:
            yield self.finding(
                view.place,
                f"{view.owner} reads `{view.parameter}` as JSON, but `{view.form}` makes the body a form, where it is "
                f"text: {_outcome(view)}",
                severity=Severity.WARNING if view.has_default else Severity.ERROR,
                advice=f"write `Annotated[Json[{view.type}], Form()]` (`pydantic.Json`), or declare its fields with "
                "`Form()` one by one",
            )


def _outcome(view: MixedBodyView) -> str:
    if view.has_default:
        return "it never has another value than its default"
    return "every request is refused with 422"
