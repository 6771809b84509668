"""`q: str = Query("x")` as `q: Annotated[str, Query()] = "x"`: the whole signature of a function at once.

What has no default any more may not follow what has one. From there on parameters are keyword-only, which keeps their
order: that of the documentation, and that in which dependencies run. FastAPI gives all by keyword.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from fastapi_lint.model.dossier import AnnotationView, UseView
from fastapi_lint.model.finding import Fix
from fastapi_lint.model.location import Span
from fastapi_lint.syntax.lazy import cst
from fastapi_lint.syntax.listing import stretch_of
from fastapi_lint.syntax.site import Site

_DEPENDENCIES = frozenset({"Depends", "Security"})
_REQUIRED = frozenset({"...", "Ellipsis", "Undefined", "PydanticUndefined", "Required"})
_MAY_BE_NONE = frozenset({"None", "Optional", "Any", "object"})
_HARMLESS_DECORATORS = frozenset({"staticmethod", "classmethod"})


@dataclass(frozen=True, slots=True)
class _Change:
    """A parameter, the marker that goes into its annotation, and what default is left of it (empty: none)."""

    parameter: cst.Param
    marker: str
    default: str


def annotated_fix(parameters: cst.Parameters, site: Site) -> Fix | None:
    """The fix that moves all of FastAPI's markers of a function's parameters from defaults into annotations; None if
    one cannot be moved, or the project's own code calls the function in a way that would break."""
    function = site.statement(parameters)
    return _Annotating(function, site).fix() if isinstance(function, cst.FunctionDef) else None


def marked_parameters(parameters: cst.Parameters, site: Site) -> tuple[cst.Param, ...]:
    """The parameters with a marker of FastAPI's as default value."""
    found = (one for one in _all_parameters(parameters) if one.annotation is not None and one.default is not None)
    return tuple(one for one in found if one.annotation and site.annotation(one.annotation).default_marker)


class _Annotating:
    def __init__(self, function: cst.FunctionDef, site: Site) -> None:
        self._function = function
        self._site = site
        self._tree = site.tree
        self._fix = site.fix("move the markers into `Annotated`")

    def fix(self) -> Fix | None:
        marked = (*marked_parameters(self._function.params, self._site), *self._untyped)
        changes = [self._change(one) for one in marked]
        if not all(changes):
            return None
        moved = {id(change.parameter): change for change in changes if change is not None}
        star = self._star(moved)
        if star is None or self._breaks_callers(moved, star) or not self._is_evaluated(marked):
            return None
        annotated = self._fix.name(*self._where_annotated_is)
        for change in moved.values():
            self._apply(change, annotated)
        self._put_star(star)
        if self._is_unsafe(moved):
            self._fix.unsafe()
        return self._fix.done()

    @property
    def _untyped(self) -> tuple[cst.Param, ...]:
        """The parameters without annotation that have a dependency as default value."""
        names = {each.target for each in self._site.dossier.untyped if each.marker in _DEPENDENCIES}
        return tuple(one for one in _all_parameters(self._function.params) if one.name.value in names)

    def _view(self, parameter: cst.Param) -> AnnotationView:
        assert parameter.annotation is not None
        return self._site.annotation(parameter.annotation)

    # one parameter

    def _change(self, parameter: cst.Param) -> _Change | None:
        """What becomes of a parameter; None if that cannot be told."""
        annotation, default = parameter.annotation, parameter.default
        if default is None:
            return None
        if annotation is None:
            # `Depends()` itself means the type, of which there is none.
            is_whole = isinstance(default, cst.Call) and bool(default.args)
            is_whole = is_whole and "#" not in self._between(parameter.name, default)
            return _Change(parameter, self._code(default), "") if is_whole else None
        view = self._view(parameter)
        if _is_string(annotation.annotation):
            return None
        if "#" in self._between(annotation.annotation, default) or self._is_marked_already(annotation.annotation):
            return None
        if view.default_marker in _DEPENDENCIES:
            return _Change(parameter, self._code(default), "")
        if not isinstance(default, cst.Call) or not view.default_is_told:
            return None
        return self._split(parameter, default)

    def _split(self, parameter: cst.Param, call: cst.Call) -> _Change | None:
        """`Query("x", max_length=9)`: the marker without its default, and that."""
        if any(argument.star == "*" for argument in call.args):
            return None
        keywords = {argument.keyword.value: at for at, argument in enumerate(call.args) if argument.keyword}
        positions = [at for at, argument in enumerate(call.args) if not argument.keyword and not argument.star]
        given = [*positions, *([keywords["default"]] if "default" in keywords else [])]
        if len(given) > 1:
            return None
        if not given:
            is_spread = any(argument.star for argument in call.args)
            return None if is_spread else _Change(parameter, self._code(call), "")
        value = call.args[given[0]].value
        start, end = self._tree.positions.offsets(call)
        first, last = stretch_of(call.args, given[0], self._tree.positions, self._tree.printer)
        code = self._tree.printer.code
        default = self._whole(value)
        return _Change(parameter, code[start:first] + code[last:end], "" if default in _REQUIRED else default)

    def _is_marked_already(self, annotation: cst.BaseExpression) -> bool:
        """True if FastAPI would find two markers, which it refuses."""
        return isinstance(annotation, cst.Subscript) and any(
            word in self._code(annotation) for word in ("Query(", "Path(", "Body(", "Header(", "Cookie(", "Form(",
                                                        "File(", "Depends(", "Security(")
        )  # fmt: skip

    def _apply(self, change: _Change, annotated: str) -> None:
        annotation, default = change.parameter.annotation, change.parameter.default
        assert default is not None
        printer = self._tree.printer
        end = printer.offsets(default)[1]
        if annotation is None:
            start = printer.offsets(change.parameter.name)[1]
            written = f": {annotated}[{self._fix.name('typing.Any')}, {change.marker}]"
            self._fix.edit(printer.stretch(start, end), written)
            return
        start = printer.offsets(annotation.annotation)[0]
        replacement = f"{self._with_marker(annotation.annotation, change.marker, annotated)}"
        if change.default:
            replacement += f" = {change.default}"
        self._fix.edit(printer.stretch(start, end), replacement)

    def _with_marker(self, annotation: cst.BaseExpression, marker: str, annotated: str) -> str:
        code = self._whole(annotation)
        if (
            isinstance(annotation, cst.Subscript)
            and not annotation.lpar
            and _last_name(annotation.value) == "Annotated"
        ):
            return f"{code[:-1].rstrip().removesuffix(',')}, {marker}]"
        return f"{annotated}[{code}, {marker}]"

    # the order of parameters

    def _star(self, moved: dict[int, _Change]) -> int | None:
        """The number of the first parameter that must become keyword-only; -1 if none must, None if none can."""
        parameters = self._function.params
        positional = [*parameters.posonly_params, *parameters.params]
        seen_default = False
        for number, parameter in enumerate(positional):
            has_default = (
                moved[id(parameter)].default != "" if id(parameter) in moved else parameter.default is not None
            )
            if seen_default and not has_default:
                can_be = number >= len(parameters.posonly_params) and not isinstance(parameters.star_arg, cst.Param)
                return number if can_be else None
            seen_default = seen_default or has_default
        return -1

    def _put_star(self, number: int) -> None:
        if number < 0:
            return
        parameters = self._function.params
        parameter = [*parameters.posonly_params, *parameters.params][number]
        span = self._tree.printer.span(parameter)
        before = self._code_before(parameter)
        gap = f"\n{before}" if not before.strip() else " "
        self._fix.edit(Span(span.line, span.column, span.line, span.column), f"*,{gap}")
        if isinstance(parameters.star_arg, cst.ParamStar):  # there may be one only
            start, end = self._tree.printer.offsets(parameters.star_arg)
            kept = self._tree.printer.code[start:end].find("#")
            self._fix.edit(self._tree.printer.stretch(start, end if kept < 0 else start + kept), "")

    # those who call it

    def _breaks_callers(self, moved: dict[int, _Change], star: int) -> bool:
        """True if code of the project calls it by position where that is no longer possible, or without what has no
        default any more."""
        return any(self._breaks(use, moved, star) for use in self._site.dossier.uses if use.kind == "call")

    def _breaks(self, use: UseView, moved: dict[int, _Change], star: int) -> bool:
        if 0 <= star < use.positional:
            return True
        left = self._not_given(use)
        return not use.is_spread and any(id(one) in moved and not moved[id(one)].default for one in left)

    def _not_given(self, use: UseView) -> Iterator[cst.Param]:
        parameters = self._function.params
        positional = [*parameters.posonly_params, *parameters.params][use.positional :]
        for parameter in (*positional, *parameters.kwonly_params):
            if parameter.name.value not in use.keywords:
                yield parameter

    def _is_unsafe(self, moved: dict[int, _Change]) -> bool:
        """True if someone else may notice: who calls it, reads its signature or checks its types."""
        return (
            bool(self._site.dossier.uses)
            or any(not self._is_harmless(one) for one in self._function.decorators)
            or any(self._has_idle_constraints(change.parameter) for change in moved.values())
            or any(change.default == "None" and not self._may_be_none(change.parameter) for change in moved.values())
        )

    def _is_harmless(self, decorator: cst.Decorator) -> bool:
        call = decorator.decorator
        if isinstance(call, cst.Name):
            return call.value in _HARMLESS_DECORATORS
        if not isinstance(call, cst.Call):
            return False
        decorators = self._site.dossier.decorators
        if any(each.span == self._site.call(call).span for each in decorators):
            return True
        # A router of the project's own registers it, in a method of its own.
        method = call.func.attr.value.upper() if isinstance(call.func, cst.Attribute) else ""
        line = self._site.dossier.line
        return any(each.span.line == line and method in each.method.split(",") for each in decorators)

    def _has_idle_constraints(self, parameter: cst.Param) -> bool:
        """True if FastAPI ignores what `Annotated` says, because of the marker that is the default, and would no
        longer."""
        if parameter.annotation is None:
            return False
        view = self._view(parameter)
        return view.has_metadata and view.default_marker not in _DEPENDENCIES

    def _may_be_none(self, parameter: cst.Param) -> bool:
        assert parameter.annotation is not None
        words = self._code(parameter.annotation.annotation)
        return any(word in words for word in _MAY_BE_NONE)

    # names and code

    def _code_before(self, parameter: cst.Param) -> str:
        """What stands on its line before a parameter."""
        code = self._tree.printer.code[: self._tree.printer.offsets(parameter)[0]]
        return code.rpartition("\n")[2]

    def _is_evaluated(self, marked: Collection[cst.Param]) -> bool:
        """True if FastAPI finds the markers in the annotations. Where these are evaluated late, an annotation that
        cannot be is one without markers; as a type beside a default it may have done."""
        if not self._fix.defers_annotations:
            return True
        return all(
            one.default is not None
            and self._fix.is_global(one.default, strings=False)
            and (one.annotation is None or self._fix.is_global(one.annotation.annotation))
            for one in marked
        )

    @property
    def _where_annotated_is(self) -> tuple[str, str]:
        names = ("typing.Annotated", "typing_extensions.Annotated")
        python = self._site.dossier.versions.python
        is_old = python.lowest is not None and not python.at_least(3, 9)
        return (names[1], names[0]) if is_old else names

    def _code(self, node: cst.BaseExpression) -> str:
        """The code of an expression, without the parentheses around it."""
        start, end = self._tree.positions.offsets(node)
        return self._tree.printer.code[start:end]

    def _whole(self, node: cst.BaseExpression) -> str:
        start, end = self._tree.printer.offsets(node)
        return self._tree.printer.code[start:end]

    def _between(self, before: cst.BaseExpression, after: cst.BaseExpression) -> str:
        """What stands between two expressions, and between the second and its parentheses."""
        code, printer, positions = self._tree.printer.code, self._tree.printer, self._tree.positions
        inner = positions.offsets(after)
        return code[printer.offsets(before)[1] : inner[0]] + code[inner[1] : printer.offsets(after)[1]]


def _is_string(node: cst.BaseExpression) -> bool:
    return isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString))


def _all_parameters(parameters: cst.Parameters) -> Sequence[cst.Param]:
    return (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)


def _last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
