"""Operators, subscripts and f-strings: the methods that they run of the project's objects and of libraries' ones."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Leaf
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.flow.callbacks import SAME
from fastapi_lint.project.flow.edges import Edges
from fastapi_lint.project.flow.steps import Edge, Step
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryObject, ObjectValue, Value

Asked = tuple[Expression, tuple[str, ...]]
"""An operand, and the methods of which the first that it has is run."""

_WRITTEN = frozenset({ex.Constant, ex.FormattedString, ex.Collection, ex.Mapping, ex.Comprehension, ex.Lambda})


class Operators:
    """Finds the steps of operations. Operands are only looked at where some class has a method that matters."""

    def __init__(self, inference: Inference, edges: Edges) -> None:
        self._inference = inference
        self._edges = edges
        self._matters: dict[str, bool] = {}
        self._do_matter: dict[tuple[str, ...], bool] = {}
        self._of_operators: dict[str, bool] = {}
        self._setters = {
            method.definition.name for cls in inference.classes.all for method in cls.children if _is_setter(method)
        }

    def steps(self, scope: Scope) -> Iterator[Step]:
        """The steps of a definition's own operations."""
        for index, applied in enumerate(scope.body.operations):
            expression = applied.expression
            is_set = type(expression) is ex.Operation and expression.operator == "="
            asked = () if is_set else self._asked_in(expression)
            if not (asked or is_set) or scope.in_header(applied.block):
                continue
            edges: dict[Edge, None] = {}
            leaves: dict[Leaf, None] = {}
            use = Use(scope, applied.block, (applied.line, applied.column))
            if type(expression) is ex.Operation and is_set:
                edges.update(dict.fromkeys(self._of_setter(expression.operands[0], use)))
            for operand, methods in asked:
                for value in self._inference.infer(operand, use):
                    if type(value) is ObjectValue:
                        edges.update(dict.fromkeys(self.of_first(value, methods)))
                    elif type(value) is LibraryObject:
                        leaves.update(dict.fromkeys(self._leaf(value, methods)))
            if edges or leaves:
                yield Step("operation", index, applied.block, tuple(edges), tuple(leaves))

    def _asked_in(self, expression: Expression) -> list[Asked]:
        """The operands that may have a method that matters. What is written out (`"a"`, `[x]`) has none of them."""
        if type(expression) is ex.Operation:
            matters = self._of_operators.get(expression.operator)
            if matters is None:
                asked = _of_operation(expression.operator, expression.operands)
                matters = any(self._does_matter(methods) for _, methods in asked)
                if len(expression.operands) > 1:  # `-x` asks for another method than `x - y`
                    self._of_operators[expression.operator] = matters
            if not matters:
                return []
        return [one for one in _asked(expression) if type(one[0]) not in _WRITTEN and self._does_matter(one[1])]

    def of_first(self, value: Value, methods: tuple[str, ...]) -> Iterator[Edge]:
        """What the first of these methods that an object has runs."""
        if type(value) is ObjectValue:
            for method in methods:
                if self._inference.classes.member(value.scope, method) is not None:
                    yield from self._edges.of_method(value, method)
                    return

    def _of_setter(self, target: Expression, use: Use) -> Iterator[Edge]:
        """What `owner.attr = value` runs, where that is a property with a setter."""
        if not isinstance(target, ex.Attribute) or target.attr not in self._setters:
            return
        for value in self._inference.infer(target.value, use):
            member = (
                self._inference.classes.member(value.scope, target.attr) if isinstance(value, ObjectValue) else None
            )
            for function in member.functions() if member is not None else ():
                if _is_setter(function):
                    yield Edge(Unit(function), SAME)

    def _does_matter(self, methods: tuple[str, ...]) -> bool:
        known = self._do_matter.get(methods)
        if known is None:
            known = self._do_matter[methods] = any(map(self.matters, methods))
        return known

    def matters(self, method: str) -> bool:
        """True if a class of the project has a method of this name that does something, or one of a library waits."""
        if method not in self._matters:
            classes = self._inference.classes.classes_with(method)
            bodies = (c.body for owner in classes for c in owner.children if c.definition.name == method)
            does = any(body.calls or body.reads or len(body.blocks) > 1 for body in bodies)
            self._matters[method] = does or self._inference.catalog.has_special(method)
        return self._matters[method]

    def _leaf(self, value: LibraryObject, methods: tuple[str, ...]) -> Iterator[Leaf]:
        for method in methods:
            entry = self._inference.catalog.leaf(f"{value.name}.{method}")
            if entry is not None:
                yield entry.leaf
                return


def _is_setter(function: Scope) -> bool:
    """True for `@status.setter`."""
    return any(isinstance(each, ex.Attribute) and each.attr == "setter" for each in function.definition.decorators)


def _asked(expression: Expression) -> Iterator[Asked]:
    """The operands of an operation and the methods that it asks them for."""
    if type(expression) is ex.Subscript:
        yield expression.value, ("__getitem__",)
    elif type(expression) is ex.Awaited:
        yield expression.value, ("__await__",)
    elif type(expression) is ex.FormattedString:
        yield from ((part, python.SHOWING) for part in expression.parts if type(part) is not ex.Constant)
    elif type(expression) is ex.Operation:
        yield from _of_operation(expression.operator, expression.operands)


def _of_operation(operator: str, operands: tuple[Expression, ...]) -> Iterator[Asked]:
    if operator in python.ITEM_OPERATORS:
        yield operands[0], (python.ITEM_OPERATORS[operator],)
    elif operator in ("in", "not in"):
        yield operands[1], ("__contains__", "__iter__")
    elif operator == "!=":
        yield operands[0], ("__ne__", "__eq__")
    elif operator in python.COMPARISONS:
        yield operands[0], (python.COMPARISONS[operator],)
    elif len(operands) == 1 and operator != "=":
        yield operands[0], (python.UNARY_OPERATORS.get(operator, ""),)
    elif operator in python.IN_PLACE:
        yield operands[0], (python.IN_PLACE[operator], python.OPERATORS[operator[:-1]])
    elif operator in python.OPERATORS:
        yield operands[0], (python.OPERATORS[operator],)
        yield operands[1], (python.REFLECTED[operator],)
