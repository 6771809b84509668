"""FAL405: a prefix that FastAPI refuses."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Role,
    RouteFault,
    Rule,
    Severity,
    Site,
    View,
    cst,
    on,
)

from ._arguments import argument, written


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

    ## Fix safety

    Slashes at the end of a literal prefix are removed, and one is put before it. The fix is safe: the application did
    not start.

    ## References

    - FastAPI: Bigger Applications, https://fastapi.tiangolo.com/tutorial/bigger-applications/
    - FastAPI: fastapi/routing.py, APIRouter.include_router
    """

    code, name, since = "FAL405", "prefix-slash", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    looks_at = ~Role.NONE

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Calls that give such a prefix."""
        spans = {fault.place.location.span for fault in dossier.slashes if fault.form in _WORDS}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def prefix(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """One finding a prefix."""
        for fault in site.dossier.slashes:
            if fault.form in _WORDS and fault.place.location.span == site.call(node).span:
                message, advice = _WORDS[fault.form]
                yield self.finding(
                    fault.place,
                    message.format(fault.subject),
                    confidence=fault.confidence,
                    advice=advice.format(_right(fault.subject)),
                ).with_fix(_fix(node, site, fault))


def _right(prefix: str) -> str:
    return f"/{prefix.strip('/')}".rstrip("/")


def _fix(node: cst.Call, site: Site, fault: RouteFault) -> Fix | None:
    prefix = argument(node, "prefix", None)
    if prefix is None or fault.form == "both-empty" or prefix.raw_value != fault.subject:
        return None
    return site.fix("mend the prefix").replace(prefix, written(prefix, _right(fault.subject))).done()


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
