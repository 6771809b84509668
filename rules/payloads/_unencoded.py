"""The fix of FAL305: what was encoded, in the place of the call that encodes it."""

from __future__ import annotations

from fastapi_lint.api import EncodedView, Fix, Site, cst

_DRAWN = ("Name", "Attribute", "Call", "Await", "Subscript")
"""What can stand after a `*`."""


def unencoded(node: cst.Call, view: EncodedView, site: Site) -> Fix | None:
    """The fix, where FastAPI is known to make the same of what is left, or better."""
    if not view.is_direct:
        return None
    if view.form == "dump":
        return _of_dump(node, site)
    if view.form == "text":
        return _of_text(node, view, site)
    if not view.response:
        is_same = bool(view.model) or not view.has_model
        return _replaced(node, node.args[0].value, site) if is_same else None
    response = site.enclosing(node, cst.Call)
    if not view.model or response is None or _is_annotated(site):
        return None
    return _replaced(response, node.args[0].value, site)


def _of_dump(node: cst.Call, site: Site) -> Fix | None:
    """`item` for `item.model_dump()`, `[*items]` for a list of these."""
    around = site.parent(node)
    if not isinstance(node.func, cst.Attribute):
        return None
    model = node.func.value
    if isinstance(around, cst.ListComp) and around.elt is node:
        clause = around.for_in
        is_all = not clause.ifs and clause.inner_for_in is None and clause.asynchronous is None
        is_itself = isinstance(clause.target, cst.Name) and clause.target.deep_equals(model)
        if is_all and is_itself and type(clause.iter).__name__ in _DRAWN:
            return _replaced(around, cst.List([cst.StarredElement(clause.iter)]), site)
    return _replaced(node, model, site)


def _of_text(node: cst.Call, view: EncodedView, site: Site) -> Fix | None:
    """The data in the place of the text."""
    if view.encoder.endswith("()") and isinstance(node.func, cst.Attribute):
        if node.args or view.encoder != "model_dump_json()":
            return None
        if not view.response:
            return None if view.has_model else _replaced(node, node.func.value, site)
        dumped = node.func.with_changes(attr=cst.Name("model_dump"))
        mode = cst.parse_expression('x(mode="json")')
        return _replaced(node, cst.ensure_type(mode, cst.Call).with_changes(func=dumped), site)
    is_alone = len(node.args) == 1 and node.args[0].keyword is None and not node.args[0].star
    return _replaced(node, node.args[0].value, site) if is_alone and (view.response or not view.has_model) else None


def _is_annotated(site: Site) -> bool:
    """True if the handler says that it returns a response."""
    returns = site.root.returns if isinstance(site.root, cst.FunctionDef) else None
    return returns is not None and "Response" in site.source(returns.annotation)


def _replaced(node: cst.BaseExpression, by: cst.BaseExpression, site: Site) -> Fix:
    """What stands on several lines gets parentheses, for it may have had those of the call."""
    span = site.at(node).location.span
    if span.line != span.end_line and not by.lpar and not isinstance(by, cst.Name | cst.List | cst.Dict):
        by = by.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    done = site.fix("leave the encoding to FastAPI").unsafe().replace(node, by).done()
    assert done is not None
    return done
