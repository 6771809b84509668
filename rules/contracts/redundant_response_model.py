"""FAL212: `response_model=` repeats the return annotation."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    Confidence,
    Dossier,
    Finding,
    Fix,
    Role,
    Rule,
    Severity,
    Site,
    View,
    cst,
    on,
)


class RedundantResponseModel(Rule):
    """`response_model=` repeats the return annotation.

    ## What it does

    Finds route decorators whose `response_model=` is the type that the handler's return annotation declares, be it
    written differently: `List[Item]` and `list[Item]`, `Optional[Item]` and `Item | None`, an alias and what it means.

    ## Why is this bad?

    FastAPI takes the response model from the return annotation (since 0.89). What is said twice comes apart: somebody
    changes one of the two, and from then on the type checker checks another type than FastAPI sends.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Item(BaseModel):
        name: str


    @app.get("/items/{name}", response_model=Item)
    async def read_item(name: str) -> Item:
        return Item(name=name)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Item(BaseModel):
        name: str


    @app.get("/items/{name}")
    async def read_item(name: str) -> Item:
        return Item(name=name)
    ```

    ## Limits

    Types that cannot be told for sure to be the same are not reported, nor is an annotation that FastAPI could not
    evaluate: names that are imported for type checkers alone, or that are local to a function, where annotations are
    evaluated late. Registrations by `add_api_route` are not looked at.

    ## Fix safety

    The argument is removed with its comma. The fix is unsafe where the handler has other decorators: one that does not
    use `functools.wraps` hides the return annotation from FastAPI.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL212", "redundant-response-model", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    applies_to = "fastapi>=0.89"
    looks_at = Role.HANDLER

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Decorators that repeat the annotation, where FastAPI looks at that."""
        spans = {each.span for each in dossier.decorators if each.repeats_return}
        return (call for call in dossier.calls if call.span in spans) if spans else iter(())

    @on("Call")
    def repeated(self, node: cst.Call, site: Site) -> Iterator[Finding]:
        """`@app.get(..., response_model=Item)` on what returns `Item` by its annotation."""
        span = site.call(node).span
        if not any(each.repeats_return and each.span == span for each in site.dossier.decorators):
            return
        given = [
            index for index, each in enumerate(node.args) if each.keyword and each.keyword.value == "response_model"
        ]
        function = site.statement(node)
        if given and isinstance(function, cst.FunctionDef) and _can_be_evaluated(function, site):
            model = site.source(node.args[given[0]].value)
            message = f"`response_model={model}` repeats the return annotation of handler `{site.name}`"
            found = self.finding(site.at(node.args[given[0]]), message, advice="leave it to the return annotation")
            yield found.with_routes(site.dossier.own_routes).with_fix(_fix(node, given[0], function, site))


def _can_be_evaluated(function: cst.FunctionDef, site: Site) -> bool:
    """True if FastAPI gets a type from the annotation."""
    return function.returns is not None and site.fix("").can_be_evaluated(function.returns.annotation)


def _fix(node: cst.Call, index: int, function: cst.FunctionDef, site: Site) -> Fix | None:
    fix = site.fix("remove `response_model`").remove_item(node.args, index)
    if len(function.decorators) > len(site.dossier.decorators):
        fix.unsafe()
    return fix.done()
