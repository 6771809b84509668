"""FAL213: a route lists by hand which fields of its response model go out."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, ListedFieldsView, Project, Rule, Severity


class HandListedResponseFields(Rule):
    """A route lists by hand which fields of its response model go out.

    ## What it does

    Finds `response_model_exclude={"password"}` and `response_model_include={"name"}` in registrations of routes.

    ## Why is this bad?

    The OpenAPI document knows nothing of the list: it has the whole model, and clients that are generated from it ask
    for fields that never come. Of fields that are left out, the next secret that somebody adds to the model is not one:
    it goes out until each such list is changed.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class User(BaseModel):
        name: str
        password: str


    @app.get("/me", response_model=User, response_model_exclude={"password"})
    async def read_me():
        return {"name": "momo", "password": "$2b$12$"}
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class PublicUser(BaseModel):
        name: str


    class User(PublicUser):
        password: str


    @app.get("/me", response_model=PublicUser)
    async def read_me():
        return {"name": "momo", "password": "$2b$12$"}
    ```

    ## Limits

    Off by default. Lists that are put together elsewhere are not looked at. `response_model_exclude_unset` and its like
    list nothing.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL213", "hand-listed-response-fields", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    default = False

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a list."""
        for view in project.breaches.listed_fields:
            yield self.finding(view.place, _says(view), advice="declare a model with the fields that go out")


def _says(view: ListedFieldsView) -> str:
    named = " and ".join(f"`{name}`" for name in view.fields[:2]) + (" and more" if len(view.fields) > 2 else "")
    chosen = f"leaves {named} out of" if view.keyword == "response_model_exclude" else f"picks {named} for"
    return (
        f"handler `{view.handler}` {chosen} its response by hand (`{view.keyword}`), and the OpenAPI document has all "
        f"of `{view.model}`"
    )
