"""ACME002: a path that is not written as the others are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Place, Project, Rule, Severity

SEGMENT = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
NOT_WRITTEN = re.compile(r"[{}…]")
"""A parameter, or a part of a path that is only known when the program runs."""


class KebabCasePath(Rule):
    """A path is not in kebab-case.

    ## What it does

    Finds paths with capitals or underscores, at their full length: `/orderItems`, `/order_items`. What stands in braces
    is a parameter, and may have its Python name.

    ## Why is this bad?

    Who calls `/order-items` must not have to look up how `/invoiceLines` is written.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/orderItems/{item_id}")
    def read_item(item_id: int) -> None: ...
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/order-items/{item_id}")
    def read_item(item_id: int) -> None: ...
    ```

    ## Limits

    Parts of paths that are only known when the program runs are not looked at, nor are mounts.

    ## References

    - Acme's handbook, chapter 2
    """

    code, name, since = "ACME002", "kebab-case-path", "1.0"
    severity, confidence = Severity.WARNING, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a route."""
        for app in project.route_table():
            for route in app.routes:
                odd = [part for part in route.path.split("/") if part and not NOT_WRITTEN.search(part)]
                odd = [part for part in odd if not SEGMENT.fullmatch(part)]
                if odd and route.kind != "mount":
                    message = f"`{'`, `'.join(odd)}` in the path `{route.path}` is not in kebab-case"
                    yield self.finding(Place.of(route), message, advice=f"write `{kebab(odd[0])}`")


def kebab(name: str) -> str:
    """`orderItems` and `order_items` as `order-items`."""
    return re.sub(r"[_\s]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)).strip("-").lower()
