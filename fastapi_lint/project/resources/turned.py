"""Turned over: what a loop goes through, as far as the request or a query decides how much that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, BlockKind
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    CollectionValue,
    FunctionValue,
    LibraryValue,
    ObjectValue,
)
from fastapi_lint.project.resources.mapped import Mapped

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

REQUEST, ROWS = "request", "rows"

_CONTENT = frozenset({"body", "json", "upload"})
_VIEWS = frozenset({"builtins.enumerate", "builtins.reversed", "builtins.zip", "builtins.list", "builtins.sorted",
                    "builtins.tuple", "builtins.iter", "builtins.set", "builtins.dict", "builtins.filter",
                    "builtins.map"})  # fmt: skip
_ALL_ROWS = frozenset({"all", "fetchall", "fetch", "scalars", "mappings", "unique", "partitions", "to_list", "tuples"})
_ONE_ROW = frozenset({"first", "one", "one_or_none", "scalar", "get", "get_one", "fetchrow", "fetchval", "find_one"})
_VALUES = frozenset({"values", "items", "keys", "copy"})
_IN_PARTS = re.compile(r"batch|chunk|slice|partition|shard|page|bucket|window|retry|retries|attempt", re.IGNORECASE)
_DEEPEST = 10
_HOPS = 2


class Turned:
    """Follows what loops go through back to the request, or to the query that gave it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._mapped = Mapped(project.inference)

    def source(self, scope: Scope, block: int) -> str:
        """REQUEST or ROWS for a loop over elements of these; `` for any other, and for one over parts of them."""
        facts = scope.body.blocks[block]
        if facts.expression is None or facts.kind is BlockKind.WHILE or _goes_in_parts(scope, block):
            return ""
        return self._of(facts.expression, Use(scope, max(facts.parent, 0), (facts.line, facts.column)), _DEEPEST, _HOPS)

    def inner(self, expression: Expression | None, scope: Scope) -> Expression | None:
        """What is behind `enumerate(…)` and its like, and before `or []`."""
        if isinstance(expression, ex.Operation) and expression.operator == "or":
            return self.inner(expression.operands[0], scope)
        while isinstance(expression, ex.CallResult):
            call = scope.body.calls[expression.call]
            callees = self._inference.callee(scope, expression.call)
            names = {self._inference.library_name(one.name) for one in callees if isinstance(one, LibraryValue)}
            if not names & _VIEWS or len(call.args) != 1:
                break
            expression = call.args[0]
        return expression

    def _of(self, expression: Expression, use: Use, depth: int, hops: int) -> str:
        if not depth or isinstance(expression, ex.Constant):
            return ""
        if isinstance(expression, ex.Attribute) and self._is_of_row(expression, use):
            return ROWS
        if self._project.requests.sources(expression, use) & _CONTENT:
            return REQUEST
        if isinstance(expression, ex.Name):
            return self._of_name(expression, use, depth, hops) or self._of_type(expression, use)
        if isinstance(expression, ex.CallResult):
            return self._of_call(expression, use, depth, hops) or self._of_type(expression, use)
        if isinstance(expression, ex.Comprehension):
            clause = use.scope.body.blocks[expression.block].expression
            return self._of(clause, use, depth - 1, hops) if clause is not None else ""
        if isinstance(expression, ex.Awaited | ex.Narrowed | ex.Starred | ex.Item | ex.Entered):
            inner = expression.manager if isinstance(expression, ex.Entered) else expression.value
            return self._of(inner, use, depth - 1, hops)
        if isinstance(expression, ex.Operation) and expression.operator in ("or", "+", "-", "|"):
            return next(filter(None, (self._of(one, use, depth - 1, hops) for one in expression.operands)), "")
        return self._of_type(expression, use)

    def _is_of_row(self, expression: ex.Attribute, use: Use) -> bool:
        """True for a relationship of a row: `user.roles`, `user.awaitable_attrs.roles`."""
        owner: Expression = expression.value
        while True:
            values = self._inference.infer(owner, use)
            if any(isinstance(value, ObjectValue) and self._mapped.is_mapped(value.scope) for value in values):
                return True
            if not isinstance(owner, ex.Attribute):
                return False
            owner = owner.value

    def _of_name(self, name: ex.Name, use: Use, depth: int, hops: int) -> str:
        found: set[str] = set()
        for target in self._inference.names.lookup(name.id, use):
            if isinstance(target, BoundParameter):
                found.add(self._of_parameter(target))
            elif isinstance(target, BoundName) and not isinstance(target.binding.value, TARGETS):
                place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
                found.add(self._of(target.binding.value, place, depth - 1, hops))
        return next(iter(sorted(filter(None, found))), "")

    def _of_parameter(self, target: BoundParameter) -> str:
        """A list in the query string, of which FastAPI takes as many as there are."""
        if self._project.contracts.parameter_place(target.scope, target.name) != "query":
            return ""
        values = self._inference.parameters.values(target.scope, target.name)
        return REQUEST if any(isinstance(value, CollectionValue) for value in values) else ""

    def _of_type(self, expression: Expression, use: Use) -> str:
        """A list of rows, by its type; not one that is spelt out, such as defaults that are put into a table."""
        if self._is_spelt_out(expression, use, _HOPS):
            return ""
        values = self._inference.infer(expression, use)
        lists = (value for value in values if isinstance(value, CollectionValue) and value.kind != "dict")
        objects = (one for each in lists for one in each.elements if isinstance(one, ObjectValue))
        return ROWS if any(self._mapped.is_mapped(one.scope) for one in objects) else ""

    def _is_spelt_out(self, expression: Expression, use: Use, hops: int) -> bool:
        """True for a display with elements, behind a name or as what a function of the project returns."""
        if isinstance(expression, ex.Collection):
            return bool(expression.elements) and not any(isinstance(one, ex.Starred) for one in expression.elements)
        if isinstance(expression, ex.Name):
            targets = self._inference.names.lookup(expression.id, use)
            target = targets[0] if len(targets) == 1 else None
            if not isinstance(target, BoundName) or isinstance(target.binding.value, TARGETS):
                return False
            place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
            return self._is_spelt_out(target.binding.value, place, hops)
        if not isinstance(expression, ex.CallResult) or not hops:
            return False
        callees = self._inference.callee(use.scope, expression.call)
        functions = [value.scope for value in callees if isinstance(value, FunctionValue)]
        outcomes = functions[0].body.outcomes if len(functions) == len(callees) == 1 else ()
        returned = [(one.value, Use(functions[0], one.block, (one.line, one.column))) for one in outcomes if one.value]
        return bool(returned) and all(self._is_spelt_out(value, place, hops - 1) for value, place in returned)

    def _of_call(self, expression: ex.CallResult, use: Use, depth: int, hops: int) -> str:
        call = use.scope.body.calls[expression.call]
        place = self._inference.use_of_call(use.scope, expression.call)
        callees = self._inference.callee(use.scope, expression.call)
        names = [value.name for value in callees if isinstance(value, LibraryValue)]
        if any(self._inference.library_name(name) in _VIEWS for name in names):
            given = (argument for argument in call.args if not isinstance(argument, ex.Lambda))
            return next(filter(None, (self._of(one, place, depth - 1, hops) for one in given)), "")
        functions = [value.scope for value in callees if isinstance(value, FunctionValue)]
        if len(functions) == 1:
            return self._of_function(functions[0], depth, hops)
        method = call.func.attr if isinstance(call.func, ex.Attribute) else ""
        if any(self._inference.catalog.query(name) is not None for name in names):
            return "" if method in _ONE_ROW else ROWS
        if isinstance(call.func, ex.Attribute) and method in _ALL_ROWS | _VALUES:
            return self._of(call.func.value, place, depth - 1, hops)
        return ""

    def _of_function(self, scope: Scope, depth: int, hops: int) -> str:
        """What a function of the project returns, if that is what a query gives: its caller's request counts there."""
        found: set[str] = set()
        for outcome in scope.body.outcomes if hops else ():
            if outcome.kind == "return" and outcome.value is not None:
                place = Use(scope, outcome.block, (outcome.line, outcome.column))
                found.add(self._of(outcome.value, place, depth - 1, hops - 1))
        return ROWS if ROWS in found else ""


def _goes_in_parts(scope: Scope, block: int) -> bool:
    """True where many elements are taken at a time, or what the loop turns over says that it tries again."""
    body = scope.body
    facts = body.blocks[block]
    names = [binding.target for binding in body.bindings if binding.block == block and _is_element(binding.value)]
    expression = facts.expression
    if isinstance(expression, ex.CallResult):
        call = body.calls[expression.call]
        names.append(call.name)
        if call.name == "range" and len(call.args) == 3:
            return True
    elif isinstance(expression, ex.Name | ex.Attribute):
        names.append(getattr(expression, "id", getattr(expression, "attr", "")))
    return any(map(_IN_PARTS.search, names))


def _is_element(value: object) -> bool:
    return isinstance(value, ex.Element | ex.Item)
