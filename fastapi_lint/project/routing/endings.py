"""Endings: whether a function can come to its end without a `return`."""

from __future__ import annotations

from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.resolve.scopes import Scope

_ALWAYS = frozenset({BlockKind.WITH, BlockKind.ASYNC_WITH, BlockKind.FINALLY})


def falls_through(scope: Scope) -> bool:
    """True if the body may end without `return` or `raise`, as far as its blocks tell."""
    ended = {one.block for one in scope.body.outcomes if one.kind in ("return", "raise")}
    return _goes_on(scope, 0, ended)


def never_returns(scope: Scope) -> bool:
    """True for a function that raises whatever it is given."""
    if scope.definition.is_generator or any(one.kind == "return" for one in scope.body.outcomes):
        return False
    return not falls_through(scope)


def _goes_on(scope: Scope, block: int, ended: set[int]) -> bool:
    """True if what comes after a block may be reached through it."""
    if block in ended:
        return False
    blocks = scope.body.blocks
    children = [index for index, one in enumerate(blocks) if one.parent == block and index != block]
    for position, index in enumerate(children):
        kind = blocks[index].kind
        if kind in _ALWAYS and not _goes_on(scope, index, ended):
            return False
        if kind is BlockKind.WHILE and not blocks[index].has_exit and blocks[index].expression is None:
            return False
        if kind is BlockKind.IF and not _branches_go_on(scope, children[position:], ended):
            return False
        if kind is BlockKind.TRY and not _tries_go_on(scope, children[position:], ended):
            return False
    return True


def _branches_go_on(scope: Scope, children: list[int], ended: set[int]) -> bool:
    """The same for an `if` with its `else`."""
    blocks = scope.body.blocks
    if len(children) < 2 or blocks[children[1]].kind is not BlockKind.ELSE:
        return True
    return any(_goes_on(scope, index, ended) for index in children[:2])


def _tries_go_on(scope: Scope, children: list[int], ended: set[int]) -> bool:
    """The same for a `try` with its handlers and `else`."""
    blocks = scope.body.blocks
    handlers, orelse = [], None
    for index in children[1:]:
        if blocks[index].kind is BlockKind.EXCEPT:
            handlers.append(index)
        elif blocks[index].kind is BlockKind.TRY_ELSE:
            orelse = index
        else:
            break
    tried = _goes_on(scope, children[0], ended) and (orelse is None or _goes_on(scope, orelse, ended))
    return tried or any(_goes_on(scope, index, ended) for index in handlers)
