"""Conditions: whether a step of a function always runs, and whether a parameter's default keeps it from running."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import asyncio, pydantic, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call, ParameterKind
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.scopes import Scope

_CONDITIONAL = frozenset({BlockKind.IF, BlockKind.ELSE, BlockKind.CASE, BlockKind.EXCEPT})


RARE = 4
"""The weight of a condition that most calls do not meet."""


def weight(scope: Scope, block: int) -> int:
    """How much the block depends on conditions of its own definition.

    0 if it always runs, 1 under an `if`, `else`, `case` or `except`, `RARE` where two tests of membership are nested
    (`if name in environment: if key in secrets:`), under a switch for tests (`if settings.TESTING:`), where an executor
    has been shut down, and in a validator for what no request sends (`if isinstance(value, Query):`).
    """
    blocks = scope.body.blocks
    around = [blocks[index] for index in scope.block_chain(block) if blocks[index].kind in _CONDITIONAL]
    memberships = [b for b in around if isinstance(b.expression, ex.Operation) and b.expression.operator == "in"]
    tests = [b.expression for b in around if b.kind is BlockKind.IF]
    is_rare = any(_is_test_switch(t) or _asks_for_the_end(t, scope) or _asks_for_object(t, scope) for t in tests)
    return RARE if len(memberships) > 1 or is_rare else int(bool(around))


def _is_test_switch(test: Expression | None) -> bool:
    """True for `settings.TESTING` and `TESTING`: no server runs with that."""
    name = str(getattr(test, "attr", getattr(test, "id", "")))
    return name.lower() in ("testing", "is_testing")


def _asks_for_the_end(test: Expression | None, scope: Scope) -> bool:
    """True for `executor._shutdown`, also by `getattr`: the program is about to end."""
    if isinstance(test, ex.CallResult):
        call = scope.body.calls[test.call]
        return call.name == "getattr" and ex.Constant(asyncio.EXECUTOR_ENDED, "str") in call.args
    return isinstance(test, ex.Attribute) and test.attr == asyncio.EXECUTOR_ENDED


def _asks_for_object(test: Expression | None, scope: Scope) -> bool:
    """True for `isinstance(value, Query)` before validation, when a request's value is of no such class."""
    if not isinstance(test, ex.CallResult) or not any(_is_early(one, scope) for one in scope.definition.decorators):
        return False
    call = scope.body.calls[test.call]
    if call.name != "isinstance" or len(call.args) != 2:
        return False
    asked, kinds = call.args
    several = kinds.elements if isinstance(kinds, ex.Collection) else (kinds,)
    is_given = isinstance(asked, ex.Name) and asked.id in scope.parameters
    return is_given and all(last_name(kind) not in pydantic.SENT for kind in several)


def _is_early(decorator: Expression, scope: Scope) -> bool:
    """True for `@field_validator("x", mode="before")` and `@validator("x", pre=True)`."""
    if not isinstance(decorator, ex.CallResult):
        return False
    call = scope.body.calls[decorator.call]
    is_validator = any(name.endswith(f".{call.name.removeprefix('.')}") for name in pydantic.VALIDATORS)
    mode, pre = call.argument(None, "mode"), call.argument(None, "pre")
    return is_validator and (mode == ex.Constant("before", "str") or pre == ex.Constant(True, "bool"))


def may_have_ended(scope: Scope, place: tuple[int, int]) -> bool:
    """True if the function returns or raises under a condition before a place."""
    blocks = scope.body.blocks
    return any(
        outcome.kind in ("return", "raise") and (outcome.span.end_line, outcome.span.end_column) < place
        for outcome in scope.body.outcomes
        if any(blocks[index].kind in _CONDITIONAL for index in scope.block_chain(outcome.block))
    )


def refused_keywords(scope: Scope, line: int) -> frozenset[str]:
    """Keywords that end the function before a line: `if "session" in kwargs or …: return …`."""
    body = scope.body
    rest = {p.name for p in scope.definition.parameters if p.kind is ParameterKind.VAR_KEYWORD}
    ends = [outcome.block for outcome in body.outcomes if outcome.kind in ("return", "raise")]
    found: set[str] = set()
    for index, block in enumerate(body.blocks):
        is_over = block.span.end_line < line and any(index in scope.block_chain(end) for end in ends)
        if block.kind is BlockKind.IF and is_over:
            found.update(_keyword_asked_for(test, rest) for test in _sufficient(block.expression))
    found.discard("")
    return frozenset(found)


def _sufficient(test: Expression | None) -> tuple[Expression, ...]:
    """Tests each of which is enough for this one to hold: those that `or` joins, else the test itself."""
    if isinstance(test, ex.Operation) and test.operator == "or":
        return tuple(part for operand in test.operands for part in _sufficient(operand))
    return () if test is None else (test,)


def _keyword_asked_for(test: Expression, rest: set[str]) -> str:
    """The keyword that `"keyword" in kwargs` asks for; empty for any other test."""
    if not isinstance(test, ex.Operation) or test.operator != "in":
        return ""
    key, where = test.operands
    is_asked_for = isinstance(key, ex.Constant) and isinstance(where, ex.Name) and where.id in rest
    return str(key.value) if is_asked_for and isinstance(key, ex.Constant) else ""


def are_alternatives(scope: Scope, one: int, other: int) -> bool:
    """True if two blocks stand in the `if` and the `else` of one statement, so that only one of them runs."""
    blocks = scope.body.blocks
    for x in scope.block_chain(one):
        for y in scope.block_chain(other):
            first, second = min(x, y), max(x, y)
            if first == second or blocks[x].parent != blocks[y].parent:
                continue
            kinds = (blocks[first].kind, blocks[second].kind)
            between = [b for b in blocks[first + 1 : second] if b.parent == blocks[x].parent]
            if kinds == (BlockKind.IF, BlockKind.ELSE) and all(b.kind is not BlockKind.IF for b in between):
                return True
    return False


def is_callers_choice(scope: Scope, block: int) -> bool:
    """True if a switch among the parameters decides whether the block runs: `if sync: probe() else: …`.

    Whoever calls the function by name knows what it gives; of a decorated one that is not known here.
    """
    if scope.definition.decorators:
        return False
    return any(isinstance(test, ex.Name) and test.id in scope.parameters for test, _ in _tests_around(scope, block))


def _tests_around(scope: Scope, block: int) -> Iterator[tuple[Expression, bool]]:
    """The tests of `if` on which a block depends, innermost first, and whether they hold there; without their `not`."""
    blocks = scope.body.blocks
    for index in scope.block_chain(block):
        at, around, holds = index, blocks[index].parent, blocks[index].kind is BlockKind.IF
        if blocks[at].kind is BlockKind.ELSE:
            at = max(
                (i for i in range(at) if blocks[i].kind is BlockKind.IF and blocks[i].parent == around), default=at
            )
        test = blocks[at].expression
        if blocks[at].kind is not BlockKind.IF or test is None:
            continue
        if isinstance(test, ex.Operation) and test.operator == "not":
            (test,) = test.operands
            holds = not holds
        yield test, holds


def is_known_as_plain(scope: Scope, number: int) -> bool:
    """True where `iscoroutinefunction` has said of what is called that it is none: in the `else`, or after all else."""
    call = scope.body.calls[number]
    if any(not holds and _asks_whether_async(test, call, scope) for test, holds in _tests_around(scope, call.block)):
        return True
    given = [*(one.value for one in scope.body.bindings), *(one.value for one in scope.body.outcomes)]
    choices = (value for value in given if isinstance(value, ex.Conditional) and value.orelse == ex.CallResult(number))
    if any(_asks_whether_async(choice.test, call, scope) for choice in choices):
        return True
    blocks, around = scope.body.blocks, scope.block_chain(call.block)
    ends = {outcome.block for outcome in scope.body.outcomes if outcome.kind in ("return", "raise")}
    return any(
        blocks[end].kind is BlockKind.IF
        and blocks[end].parent in around
        and blocks[end].span.end_line < call.line
        and _asks_whether_async(blocks[end].expression, call, scope)
        for end in ends
    )


def _asks_whether_async(test: Expression | None, call: Call, scope: Scope) -> bool:
    """True for `iscoroutinefunction(f)` where `f` is what is called, also by a name that is bound to it."""
    if isinstance(test, ex.Name):
        bound = scope.bindings.get(test.id, ())
        test = bound[0].value if len(bound) == 1 and isinstance(bound[0].value, ex.CallResult) else None
    if not isinstance(test, ex.CallResult):
        return False
    asked = scope.body.calls[test.call]
    return asked.name.removeprefix(".") in python.ASKING_FOR_COROUTINES and call.func in asked.args


def is_memoised(scope: Scope) -> bool:
    """True for a function that keeps what it made, in an attribute, a global or a table, and asks for that first.

    `if self._x: return self._x`, `if _x is None: _x = load()`, `if key not in table: table[key] = load(key)`.
    """
    body = scope.body
    if not (body.attribute_bindings or body.item_bindings or body.globals):
        return False
    kept: list[tuple[Expression, int]] = [(ex.Attribute(b.owner, b.attr), b.block) for b in body.attribute_bindings]
    kept += [(ex.Name(b.target), b.block) for b in body.bindings if b.target in body.globals]
    tables = [(b.owner, b.block) for b in body.item_bindings]
    if not kept and not tables:
        return False
    returning = {index for o in body.outcomes if o.kind == "return" for index in scope.block_chain(o.block)}
    for index, block in enumerate(body.blocks):
        if block.kind is not BlockKind.IF:
            continue
        stops = index in returning
        for value, where in kept:
            if _asks_for(block.expression, value) and (stops or index in scope.block_chain(where)):
                return True
        for table, where in tables:
            if _asks_in(block.expression, table) and (stops or index in scope.block_chain(where)):
                return True
    return False


def fills_once(scope: Scope) -> bool:
    """True for a function without parameters that does nothing but fill a global, the first time that it is called.

    `if _model is None: _model = load()`, or `if _model is not None: return _model` before all that it does. What looks
    at a clock or at anything else to decide may do it again.
    """
    body = scope.body
    if not body.globals or scope.definition.parameters or not body.calls:
        return False
    filled = {binding.target for binding in body.bindings if binding.target in body.globals}
    for index, block in enumerate(body.blocks):
        if block.kind is not BlockKind.IF or block.expression is None:
            continue
        within = [index in scope.block_chain(call.block) for call in body.calls]
        if all(within) and filled & _empty_if(block.expression, holds=True):
            return True
        returns = any(outcome.kind == "return" and outcome.block == index for outcome in body.outcomes)
        is_first = not any(within) and all(call.line > block.line for call in body.calls)
        if returns and is_first and block.parent == 0 and filled & _empty_if(block.expression, holds=False):
            return True
    return False


def _empty_if(test: Expression, *, holds: bool) -> set[str]:
    """The names that surely have no value yet where a test holds, or where it does not."""
    if isinstance(test, ex.Name):
        return set() if holds else {test.id}
    if not isinstance(test, ex.Operation):
        return set()
    if test.operator == "not":
        return _empty_if(test.operands[0], holds=not holds)
    if test.operator in ("and", "or"):
        parts = [_empty_if(operand, holds=holds) for operand in test.operands]
        all_decide = (test.operator == "and") is holds  # each part holds, or none does
        return set[str]().union(*parts) if all_decide else set.intersection(*parts)
    first, *rest = test.operands
    if isinstance(first, ex.Name) and rest == [ex.NONE] and test.operator == ("is" if holds else "is not"):
        return {first.id}
    return set()


def _asks_in(test: Expression | None, table: Expression) -> bool:
    """True for `key in table` and `key not in table`."""
    return isinstance(test, ex.Operation) and test.operator in ("in", "not in") and test.operands[1] == table


def _asks_for(test: Expression | None, value: Expression | None) -> bool:
    """True for `value`, `not value`, `value is None`, `value is not None`, and for a part of an `and` or `or`."""
    if test == value:
        return True
    if not isinstance(test, ex.Operation):
        return False
    if test.operator in ("and", "or", "not"):
        return any(_asks_for(operand, value) for operand in test.operands)
    return test.operator in ("is", "is not") and test.operands[0] == value and test.operands[1] == ex.NONE
