"""Written values: what an expression certainly is, where it is spelt out: there, in a variable, in a helper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Binding
from fastapi_lint.project.contracts.refusals import kind_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, BoundParameter, FunctionValue, LibraryValue
from fastapi_lint.project.routing.endings import falls_through

_READING = frozenset({"get", "items", "keys", "values", "copy", "index", "count"})
"""Methods of dictionaries and lists that change nothing."""
_FIXED = (ex.Constant, ex.FormattedString)
"""What nobody can change."""
_DEEPEST = 4


class Written(NamedTuple):
    """An expression that is spelt out, or of which the kind is known, and where it stands.

    `added` are keys that are put into it later.
    `helper` is the `return` of the function that gives it, which may also give what else it returns.
    """

    expression: Expression
    use: Use
    kind: str = ""
    added: tuple[str, ...] = ()
    helper: Use | None = None


class WrittenValues:
    """Follows expressions to what is written; only along ways on which nobody can change it."""

    def __init__(self, inference: Inference, kind_of_parameter: Callable[[Scope, str], str]) -> None:
        """`kind_of_parameter` tells what FastAPI has made of a parameter before it calls a function."""
        self._inference = inference
        self._kind_of_parameter = kind_of_parameter

    def of(self, expression: Expression, use: Use, depth: int = _DEEPEST) -> Iterator[Written]:
        """All that an expression may certainly be, by one branch or another; nothing if it is not known."""
        if isinstance(expression, ex.Conditional):
            for part in (expression.body, expression.orelse):
                if not (isinstance(part, ex.Name) and _holds(expression.test, part)):  # which the test may rule out
                    yield from self.of(part, use, depth)
        elif isinstance(expression, ex.Name):
            yield from self._of_name(expression.id, use, depth)
        elif isinstance(expression, ex.CallResult):
            yield from self._of_call(expression.call, use, depth, is_awaited=False)
        elif isinstance(expression, ex.Awaited) and isinstance(expression.value, ex.CallResult):
            yield from self._of_call(expression.value.call, use, depth, is_awaited=True)
        elif expression != ex.UNKNOWN:
            yield Written(expression, use, kind_of(expression))

    def _of_name(self, name: str, use: Use, depth: int) -> Iterator[Written]:
        """What a local variable holds that is assigned once, or a parameter that never is."""
        targets = self._inference.names.lookup(name, use)
        if len(targets) == 1 and isinstance(targets[0], BoundParameter):
            owner = targets[0].scope
            kind = self._kind_of_parameter(owner, name) if owner is use.scope and name not in owner.bindings else ""
            if kind:
                yield Written(ex.Name(name), use, kind)
            return
        if len(targets) != 1 or not isinstance(targets[0], BoundName) or not depth:
            return
        scope, binding = targets[0].scope, targets[0].binding
        if scope is not use.scope or not scope.is_function or len(scope.bindings.get(name, ())) != 1:
            return
        value = binding.value
        if name in scope.parameters or isinstance(value, (*TARGETS, ex.Element, ex.Item, ex.Name)):
            return
        if isinstance(value, ex.Conditional) and _is_asked_about(scope, name):
            return  # what is left of it where it is used is not worked out
        added = () if isinstance(value, _FIXED) else self._added(scope, name)
        if added is None or not _is_before(binding, use):
            return
        place = Use(scope, binding.block, (binding.line, binding.column))
        for one in self.of(value, place, depth - 1):
            if one.helper is None or not added:
                yield one._replace(added=(*one.added, *added))

    def _added(self, scope: Scope, name: str) -> tuple[str, ...] | None:
        """The keys that are put into a variable's value by assignment; None if anything else may change it."""
        if _is_shared(scope, name) or not _is_only_read(scope, name):
            return None
        keys: list[str] = []
        for item in scope.body.item_bindings:
            if item.owner == ex.Name(name):
                if not isinstance(item.key, ex.Constant):
                    return None
                keys.append(str(item.key.value))
        return tuple(keys)

    def _of_call(self, number: int, use: Use, depth: int, *, is_awaited: bool) -> Iterator[Written]:
        call = use.scope.body.calls[number]
        callees = self._inference.callee(use.scope, number)
        if len(callees) != 1 or not depth:
            return
        (callee,) = callees
        if isinstance(callee, LibraryValue) and callee.name == "builtins.dict" and not call.args and not is_awaited:
            items = tuple((None if key is None else ex.Constant(key, "str"), value) for key, value in call.keywords)
            yield Written(ex.Mapping(items), use, "dict")
        elif isinstance(callee, LibraryValue) and callee.name in python.KINDS_MADE and not is_awaited:
            yield Written(ex.CallResult(number), use, python.KINDS_MADE[callee.name])
        if isinstance(callee, FunctionValue) and callee.scope.definition.is_async is is_awaited:
            yield from self._of_helper(callee.scope, depth)

    def _of_helper(self, scope: Scope, depth: int) -> Iterator[Written]:
        """What a function of the project returns that is what it seems: not decorated, not overridden.

        What of it is not known is there as such: which of its `return`s is taken depends on what it is called with.
        """
        definition = scope.definition
        if definition.is_generator or definition.decorators or not scope.is_function or self._is_overridden(scope):
            return
        for outcome in definition.body.outcomes:
            if (
                outcome.kind == "return"
                and scope.lambda_of(outcome.block) is None
                and scope.is_reachable(outcome.block)
            ):
                place = Use(scope, outcome.block, (outcome.line, outcome.column))
                found = list(self.of(outcome.value or ex.NONE, place, depth - 1))
                for one in found or [Written(ex.UNKNOWN, place)]:
                    yield one._replace(helper=one.helper or place)
        if falls_through(scope):
            yield Written(ex.UNKNOWN, Use.anywhere(scope), helper=Use.anywhere(scope))

    def _is_overridden(self, scope: Scope) -> bool:
        if not scope.is_method or scope.parent is None:
            return False
        name = scope.definition.name
        return any(name in below.bindings for below in self._inference.classes.subclasses(scope.parent))


def _is_before(binding: Binding, use: Use) -> bool:
    return binding.since <= use.place


def _is_asked_about(scope: Scope, name: str) -> bool:
    """True if a condition of the function speaks of the variable: `if found:`, `while found is not None:`."""
    return any(one.expression is not None and _holds(one.expression, ex.Name(name)) for one in scope.body.blocks)


def _is_shared(scope: Scope, name: str) -> bool:
    """True if functions within, or lambdas, have the variable, too."""
    if name in scope.body.globals or name in scope.body.nonlocals or name in scope.lent:
        return True
    queue = list(scope.children)
    for one in queue:
        if name in one.body.loads:
            return True
        queue += one.children
    return False


def _is_only_read(scope: Scope, name: str) -> bool:
    """True unless the variable is handed to anybody, gets another name, or a method may change it."""
    wanted, body = ex.Name(name), scope.body
    for call in body.calls:
        func = call.func
        if isinstance(func, ex.Attribute) and _root(func.value) == wanted and func.attr not in _READING:
            return False
        if any(_holds(one, wanted) for one in (*call.args, *(value for _, value in call.keywords))):
            return False
    held = [one.value for one in body.bindings if not isinstance(one.value, TARGETS)]
    held += [one.value for one in body.attribute_bindings]
    held += [one.value for one in body.item_bindings]
    if any(_holds(value, wanted) for value in held):
        return False
    if any(isinstance(one.owner, ex.Subscript) and _root(one.owner) == wanted for one in body.item_bindings):
        return False
    applied = [one.expression for one in body.operations if isinstance(one.expression, ex.Operation)]
    return not any(one.operator == "del []" and _root(one.operands[0]) == wanted for one in applied)


def _root(expression: Expression) -> Expression:
    while isinstance(expression, ex.Attribute | ex.Subscript):
        expression = expression.value
    return expression


def _holds(expression: Expression, name: ex.Name) -> bool:
    """True if what the variable has may be in, or be, the value of an expression."""
    if expression == name:
        return True
    if isinstance(expression, ex.Conditional):
        return _holds(expression.body, name) or _holds(expression.orelse, name)
    if isinstance(expression, ex.Operation):
        return any(_holds(one, name) for one in expression.operands)
    if isinstance(expression, ex.Collection):
        return any(_holds(one, name) for one in expression.elements)
    if isinstance(expression, ex.Mapping):
        return any(_holds(one, name) for _, one in expression.items)
    if isinstance(expression, ex.Comprehension):
        return _holds(expression.element, name)
    if isinstance(expression, ex.Starred | ex.Awaited | ex.Element | ex.Item | ex.Narrowed | ex.Subscript):
        return _holds(expression.value if not isinstance(expression, ex.Element) else expression.iterable, name)
    return False
