"""FAL207: `...` where a required value needs no default."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import (
    AnnotationView,
    Confidence,
    Dossier,
    Finding,
    Fix,
    Role,
    Rule,
    Severity,
    Site,
    Span,
    View,
    cst,
    on,
)


class EllipsisDefault(Rule):
    """`...` as the default of what is required.

    ## What it does

    Finds `Query(...)`, `Body(...)`, `Field(...)` and `= ...` on parameters that FastAPI fills in and on fields of the
    models that routes take or give, also within `Annotated`.

    ## Why is this bad?

    What has no default is required; `...` says it a second time, in a way that type checkers take for a default value,
    and that readers new to the code take for something left out. FastAPI's own guide says not to use it.

    ## Example

    ```python
    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/items")
    async def read_items(q: str = Query(..., max_length=9)) -> str:
        return q
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI, Query

    app = FastAPI()


    @app.get("/items")
    async def read_items(q: str = Query(max_length=9)) -> str:
        return q
    ```

    ## Limits

    Off by default, since it is a matter of style. Pydantic 1 tells `Field(...)` from `Field()` where `None` is allowed,
    so projects that use it are left alone, and those with a FastAPI before 0.95. Parameters without an annotation are
    not looked at.

    ## Fix safety

    The fix is safe. There is none for a plain `= ...` behind a parameter with a default: what has none may not follow
    it.

    ## References

    - Pydantic: Fields, https://docs.pydantic.dev/latest/concepts/fields/
    """

    code, name, since = "FAL207", "ellipsis-default", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH
    applies_to = "fastapi>=0.95, pydantic>=2"
    looks_at = Role.HANDLER | Role.WEBSOCKET | Role.DEPENDENCY | Role.MODEL
    default = False

    def suspects(self, dossier: Dossier) -> Iterator[View]:
        """Annotations of what has `...` as default."""
        return (each for each in dossier.annotations if each.place != "none" and each.ellipses)

    @on("Annotation")
    def required_twice(self, node: cst.Annotation, site: Site) -> Iterator[Finding]:
        """A parameter or field with `...`."""
        view = site.annotation(node)
        if view.place == "none" or not view.ellipses:
            return
        owner = site.parent(node)
        if isinstance(owner, cst.Param) and isinstance(owner.default, cst.Ellipsis):
            yield self._bare(owner.default, node, view, site, _can_go(owner, site))
        elif isinstance(owner, cst.AnnAssign) and isinstance(owner.value, cst.Ellipsis):
            yield self._bare(owner.value, node, view, site, True)
        for call in _calls_in(owner, site) if owner is not None else ():
            if site.call(call).span in view.ellipses:
                yield from self._marker(call, view, site)

    def _bare(
        self, value: cst.Ellipsis, node: cst.Annotation, view: AnnotationView, site: Site, can_go: bool
    ) -> Finding:
        fix = site.fix("remove `= ...`")
        end = site.at(value).location.span
        fix.edit(Span(view.span.end_line, view.span.end_column, end.end_line, end.end_column), "")
        return self._finding(value, view, site, "= ...", fix.done() if can_go and not value.lpar else None)

    def _marker(self, call: cst.Call, view: AnnotationView, site: Site) -> Iterator[Finding]:
        for index, argument in enumerate(call.args):
            is_default = argument.keyword.value == "default" if argument.keyword else index == 0
            if is_default and isinstance(argument.value, cst.Ellipsis):
                fix = site.fix("remove `...`").remove_item(call.args, index).done()
                yield self._finding(argument, view, site, f"{site.source(call.func)}(...)", fix)

    def _finding(self, node: cst.CSTNode, view: AnnotationView, site: Site, written: str, fix: Fix | None) -> Finding:
        what = "field" if view.place == "field" else "parameter"
        message = f"`{written}` says that {what} `{view.target}` is required, which it is without a default"
        return self.finding(site.at(node), message).with_routes(site.dossier.own_routes).with_fix(fix)


def _calls_in(root: cst.CSTNode, site: Site) -> Iterator[cst.Call]:
    """The calls within a parameter or an assignment, outermost first."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Call):
            yield node
        stack.extend(reversed(node.children))


def _can_go(parameter: cst.Param, site: Site) -> bool:
    """True unless one with a default stands before it."""
    parameters = site.parent(parameter)
    if not isinstance(parameters, cst.Parameters) or parameter in parameters.kwonly_params:
        return isinstance(parameters, cst.Parameters)
    positional = [*parameters.posonly_params, *parameters.params]
    before = positional[: next(at for at, one in enumerate(positional) if one is parameter)]
    return all(one.default is None for one in before)
