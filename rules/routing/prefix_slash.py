"""FAL405: a prefix that FastAPI refuses."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class PrefixSlash(Rule):
    """A prefix ends with a slash or does not begin with one, which FastAPI refuses.

    ## What it does

    Finds prefixes of routers, and of `include_router`, that do not begin with `/` or that end with one, and routers
    that are included without a prefix although they have a route with an empty path.

    ## Why is this bad?

    FastAPI raises an `AssertionError` (or, for two empty paths, a `FastAPIError`) while the module is imported: the
    application does not start.

    ## Example

    ```python raises=AssertionError
    from fastapi import APIRouter

    router = APIRouter(prefix="/orders/")
    ```

    ## Use instead

    ```python
    from fastapi import APIRouter

    router = APIRouter(prefix="/orders")
    ```

    ## Limits

    Prefixes that are only known at run time are left out; that a setting gives by default is reported with medium
    confidence.

    ## References

    - FastAPI: Bigger Applications, https://fastapi.tiangolo.com/tutorial/bigger-applications/
    - FastAPI: fastapi/routing.py, APIRouter.include_router
    """

    code, name, since = "FAL405", "prefix-slash", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a prefix."""
        for fault in project.routing.prefixes:
            message, advice = _WORDS[fault.form]
            right = "/" + fault.subject.strip("/")
            right = "" if right == "/" else right
            yield self.finding(
                fault.place,
                message.format(fault.subject),
                confidence=fault.confidence,
                advice=advice.format(right),
            )


_WORDS = {
    "begins": (
        "the prefix `{}` does not begin with a slash, which FastAPI refuses with an `AssertionError` at import",
        'write `prefix="{}"`',
    ),
    "ends": (
        "the prefix `{}` ends with a slash, which FastAPI refuses with an `AssertionError` at import",
        'write `prefix="{}"`',
    ),
    "both-empty": (
        "both the prefix and the path of `{}` are empty, which FastAPI refuses with a `FastAPIError` at import",
        'give a prefix, or write `"/"` for the path',
    ),
}
