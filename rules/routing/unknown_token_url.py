"""FAL421: a token URL that no route serves."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class UnknownTokenUrl(Rule):
    """A security scheme names a token URL that no route serves.

    ## What it does

    Finds `OAuth2PasswordBearer(tokenUrl="token")` in an application without a POST route whose path ends with `/token`.

    ## Why is this bad?

    The token URL stands in the schema: the *Authorize* button of the documentation and generated clients send user and
    password there, and get 404. Requests with a token work, so that no test shows it.

    ## Example

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI
    from fastapi.security import OAuth2PasswordBearer

    app = FastAPI()
    scheme = OAuth2PasswordBearer(tokenUrl="token")


    @app.post("/login")
    async def login() -> dict[str, str]:
        return {"access_token": "1", "token_type": "bearer"}


    @app.get("/me")
    async def read_me(token: Annotated[str, Depends(scheme)]) -> str:
        return token
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI
    from fastapi.security import OAuth2PasswordBearer

    app = FastAPI()
    scheme = OAuth2PasswordBearer(tokenUrl="login")


    @app.post("/login")
    async def login() -> dict[str, str]:
        return {"access_token": "1", "token_type": "bearer"}


    @app.get("/me")
    async def read_me(token: Annotated[str, Depends(scheme)]) -> str:
        return token
    ```

    ## Limits

    Only the end of the path is compared, since a proxy may put something before it. URLs of other hosts are left out,
    and so are applications with routes whose paths are only known at run time. Where a router is not known the
    confidence is medium.

    ## References

    - FastAPI: Security, First Steps, https://fastapi.tiangolo.com/tutorial/security/first-steps/
    """

    code, name, since = "FAL421", "unknown-token-url", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a scheme."""
        for fault in project.routing.token_urls:
            message = f"no POST route is served at `{fault.other}`, where `tokenUrl` says that tokens are given"
            advice = "give the path of the route that makes tokens, without a slash before it"
            yield self.finding(fault.place, message, confidence=fault.confidence, advice=advice)
