"""ACME001: a DELETE route that anybody may call."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Place, Project, Rule, Severity

LOGINS = frozenset({"require_service_token"})
"""Dependencies that ask who is there without a security scheme of FastAPI's."""


class DeleteNeedsLogin(Rule):
    """A DELETE route does not ask who sends the request.

    ## What it does

    Looks at each DELETE route of each application: there must be a security scheme (`OAuth2PasswordBearer`,
    `HTTPBearer`, `APIKeyHeader` …) among all that it depends on: its parameters, what these depend on, and the
    `dependencies=` of the route, its routers, their inclusions and the application. So must `require_service_token`.

    ## Why is this bad?

    What is deleted is gone, and nobody knows who did it.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.delete("/orders/{order_id}")
    def delete_order(order_id: int) -> None: ...
    ```

    ## Use instead

    ```python
    from typing import Annotated

    from fastapi import Depends, FastAPI
    from fastapi.security import HTTPBearer

    app = FastAPI()
    bearer = HTTPBearer()


    def current_user(token: Annotated[object, Depends(bearer)]) -> str:
        return "ada"


    @app.delete("/orders/{order_id}", dependencies=[Depends(current_user)])
    def delete_order(order_id: int) -> None: ...
    ```

    ## Limits

    A middleware that asks everybody cannot be seen from a route. Whether the token is looked at is not checked.

    ## References

    - Acme's handbook, chapter 4
    """

    code, name, since = "ACME001", "delete-needs-login", "1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    url = "https://handbook.acme.example/lint/ACME001"

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route."""
        for app in project.route_table():
            for route in app.routes:
                asks = route.security or any(each.name in LOGINS for each in route.dependencies)
                if "DELETE" in route.methods and not asks:
                    message = f"anybody may send `DELETE {route.path}`: nothing asks who is there"
                    yield self.finding(Place.of(route), message, advice="let it depend on `current_user`")
