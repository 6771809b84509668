"""Conditions: whether a step of a function always runs, and whether a parameter's default keeps it from running."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call, ParameterKind
from fastapi_lint.project.scopes import Scope

_CONDITIONAL = frozenset({BlockKind.IF, BlockKind.ELSE, BlockKind.CASE, BlockKind.EXCEPT})


def is_conditional(scope: Scope, block: int) -> bool:
    """True if the block runs under an `if`, `else`, `case` or `except` of its own definition."""
    blocks = scope.definition.body.blocks
    return any(blocks[index].kind in _CONDITIONAL for index in scope.block_chain(block))


def are_alternatives(scope: Scope, one: int, other: int) -> bool:
    """True if two blocks stand in the `if` and the `else` of one statement, so that only one of them runs."""
    blocks = scope.definition.body.blocks
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


def guards(scope: Scope, block: int) -> frozenset[str]:
    """Parameters that must be true (or given) for the block to run, and that are false (or None) by default."""
    blocks = scope.definition.body.blocks
    found: set[str] = set()
    for index in scope.block_chain(block):
        if blocks[index].kind is BlockKind.IF and blocks[index].expression is not None:
            found |= _required(blocks[index].expression)
    return frozenset(name for name in found if _is_off_by_default(scope, name))


def _required(test: Expression | None) -> set[str]:
    """Names that must be true for a test to hold: `x`, `x is not None`, each part of an `and`."""
    if isinstance(test, ex.Name):
        return {test.id}
    if not isinstance(test, ex.Operation):
        return set()
    if test.operator == "and":
        return set().union(*(_required(operand) for operand in test.operands))
    if test.operator == "is not" and test.operands[1] == ex.NONE and isinstance(test.operands[0], ex.Name):
        return {test.operands[0].id}
    return set()


def _is_off_by_default(scope: Scope, name: str) -> bool:
    parameter = scope.parameters.get(name)
    if parameter is None or name in scope.bindings or not isinstance(parameter.default, ex.Constant):
        return False
    return parameter.default.type == "none" or (
        parameter.default.type in ("bool", "int") and not parameter.default.value
    )


def gives(call: Call, target: Scope, name: str, is_bound: bool) -> bool:
    """True if a call may give the parameter a value other than its default."""
    if any(keyword in (None, name) for keyword, _ in call.keywords):
        return True
    if any(isinstance(argument, ex.Starred) for argument in call.args):
        return True
    positional = [
        p.name
        for p in target.definition.parameters
        if p.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
    ]
    if is_bound:
        positional = positional[1:]
    return name in positional[: len(call.args)]
