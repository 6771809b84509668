"""FAL214: a handler returns what its response model refuses."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity, UnfitView


class ResponseDoesNotFitModel(Rule):
    """A handler returns what its response model refuses.

    ## What it does

    Finds `return`s of a value that is spelt out (a dictionary, a list of them, a literal, `None`) and that the response
    model cannot take: a required field is missing, or goes by another name than its alias; a key is none of the fields
    of a model with `extra="forbid"`; a literal has a type that Pydantic does not convert. The value may also stand in a
    local variable, or in a function of the project that the handler calls.

    ## Why is this bad?

    FastAPI validates what handlers return. What does not fit is a `ResponseValidationError`: the client gets 500, on
    each request that takes this way. Type checkers do not see it: they know nothing of `response_model=`, and little of
    what is in a dictionary.

    ## Example

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()


    class Order(BaseModel):
        id: int
        status: str


    @app.get("/orders/{order_id}", response_model=Order)
    async def read_order(order_id: int):
        if order_id > 1_000:
            return {"error": "there is no such order"}
        return {"id": order_id, "status": "paid"}
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, HTTPException
    from pydantic import BaseModel

    app = FastAPI()


    class Order(BaseModel):
        id: int
        status: str


    @app.get("/orders/{order_id}", response_model=Order)
    async def read_order(order_id: int):
        if order_id > 1_000:
            raise HTTPException(404, "there is no such order")
        return {"id": order_id, "status": "paid"}
    ```

    ## Limits

    Only what is certain is reported. Models with a constructor or a validator of their own that runs before the others,
    or with a base that is not known, take what their authors want; a dictionary with a `**spread` may have any key; a
    variable that is handed to somebody may be changed. Projects on Pydantic 1 are not looked at: it converts more.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    - Pydantic: Conversion Table, https://docs.pydantic.dev/latest/concepts/conversion_table/
    """

    code, name, since = "FAL214", "response-does-not-fit-model", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH
    applies_to = "fastapi>=0.100, pydantic>=2"

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a `return`."""
        for view in project.breaches.unfit_responses:
            message = f"handler `{view.handler}` returns {_SAYS[view.form](view)}: FastAPI answers 500"
            yield self.finding(view.place, message, advice=_advice(view)).with_trace(view.trace)


def _named(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names[:3]) + (" and more" if len(names) > 3 else "")


def _of(view: UnfitView) -> str:
    return f"a dictionary (at `{view.path}`)" if view.path else "a dictionary"


def _missing(view: UnfitView) -> str:
    verb = "requires"
    return f"{_of(view)} without {_named(view.names)}, which its response model `{view.wanted}` {verb}"


def _alias(view: UnfitView) -> str:
    given, taken = view.names
    return f"{_of(view)} with `{given}`, which its response model `{view.wanted}` takes as `{taken}` only"


def _forbidden(view: UnfitView) -> str:
    return f"{_of(view)} with {_named(view.names)}, which its response model `{view.wanted}` forbids"


def _value(view: UnfitView) -> str:
    where = f" as `{view.path}`" if view.path else ""
    return f"{_WITH_ARTICLE.get(view.found, f'`{view.found}`')}{where}, where its response model has `{view.wanted}`"


_SAYS = {"missing": _missing, "alias": _alias, "forbidden": _forbidden, "value": _value}
_WITH_ARTICLE = {
    "list": "a list",
    "tuple": "a tuple",
    "set": "a set",
    "dict": "a dictionary",
    "str": "text",
}


def _advice(view: UnfitView) -> str:
    if view.form == "alias":
        return f"return it as `{view.names[1]}`, or let the model take names as well (`validate_by_name=True`)"
    if view.form == "missing":
        return "return all that the model requires, give its fields defaults, or raise an `HTTPException` for an error"
    if view.form == "forbidden":
        return "leave them out, or declare them in the model"
    if view.found == "None":
        return f"raise an `HTTPException`, or declare `{view.wanted} | None`"
    return "return what is declared, or declare what is returned"
