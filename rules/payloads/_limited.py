"""The fix of FAL303: a number in the query string gets a highest value."""

from __future__ import annotations

from fastapi_lint.api import Fix, Site, Span, cst

_LEAST = 100
_MARKERS = ("fastapi.Query", "fastapi.param_functions.Query")


def highest(parameter: cst.Param) -> int | None:
    """100, or the next power of ten that is not below the default; None if that cannot be seen."""
    value = _default(parameter)
    if value is None or (isinstance(value, cst.Name) and value.value == "None"):
        return _LEAST
    if not isinstance(value, cst.Integer):
        return None
    bound = _LEAST
    while bound < value.evaluated_value:
        bound *= 10
    return bound


def limited(parameter: cst.Param, bound: int, site: Site) -> Fix | None:
    """`le=` in the marker that the parameter has, or `Annotated[int, Query(ge=1, le=100)]`."""
    assert parameter.annotation is not None
    annotation, title = parameter.annotation.annotation, f"set a highest value of {bound:,}"
    marker = _marker(parameter.default) or _marker_within(annotation)
    fix = site.fix(title).unsafe()
    if marker is not None:
        if any(argument.star for argument in marker.args):
            return None
        given = {argument.keyword.value for argument in marker.args if argument.keyword}
        least = "" if given & {"ge", "gt"} else f"ge={_floor(parameter)}, "
        comma = ", " if marker.args else ""
        return fix.edit(_end(marker, site), f"{comma}{least}le={bound}").done()
    if site.annotation(parameter.annotation).has_metadata or not _is_plain(annotation):
        return None
    if parameter.default is not None and not isinstance(parameter.default, cst.Integer | cst.Name):
        return None
    annotated = fix.name("typing.Annotated", "typing_extensions.Annotated")
    query = f"{fix.name(*_MARKERS)}(ge={_floor(parameter)}, le={bound})"
    return fix.wrap(annotation, f"{annotated}[", f", {query}]").done()


def _default(parameter: cst.Param) -> cst.BaseExpression | None:
    marker = _marker(parameter.default)
    if marker is None:
        return parameter.default
    given = [one for one in marker.args if one.keyword is None or one.keyword.value == "default"]
    value = given[0].value if given else None
    return None if isinstance(value, cst.Ellipsis) else value


def _floor(parameter: cst.Param) -> int:
    """1, or 0 where that is the default."""
    value = _default(parameter)
    return 0 if isinstance(value, cst.Integer) and value.evaluated_value < 1 else 1


def _marker(node: cst.BaseExpression | None) -> cst.Call | None:
    if not isinstance(node, cst.Call):
        return None
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return node if isinstance(name, cst.Name) and name.value == "Query" else None


def _marker_within(annotation: cst.BaseExpression) -> cst.Call | None:
    """The `Query(…)` of an `Annotated[int, Query(…)]`."""
    if not isinstance(annotation, cst.Subscript):
        return None
    parts = [part.slice.value for part in annotation.slice if isinstance(part.slice, cst.Index)]
    return next(filter(None, map(_marker, parts)), None)


def _is_plain(annotation: cst.BaseExpression) -> bool:
    """True for `int`, `int | None`, `Optional[int]`: what speaks of `int` itself."""
    if isinstance(annotation, cst.Subscript):
        head = annotation.value.attr if isinstance(annotation.value, cst.Attribute) else annotation.value
        return isinstance(head, cst.Name) and head.value in ("Optional", "Union")
    if isinstance(annotation, cst.BinaryOperation):
        return any(isinstance(one, cst.Name) and one.value == "int" for one in (annotation.left, annotation.right))
    return isinstance(annotation, cst.Name) and annotation.value == "int"


def _end(call: cst.Call, site: Site) -> Span:
    """After the last argument of a call, or before the parenthesis that closes one without."""
    span = site.at(call.args[-1].value if call.args else call).location.span
    column = span.end_column - (not call.args)
    return Span(span.end_line, column, span.end_line, column)
