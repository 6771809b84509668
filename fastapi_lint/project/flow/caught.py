"""What `try` statements around a place catch."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.resolve.scopes import Scope

EVERYTHING = frozenset({"Exception", "BaseException"})
"""What nearly all that is raised is caught as; a bare `except` counts as the second."""


def caught_around(scope: Scope, block: int) -> Iterator[tuple[int, frozenset[str]]]:
    """The blocks of the `try` statements around a block, the innermost first, with the last names of what each
    catches."""
    blocks = scope.body.blocks
    for index in scope.block_chain(block):
        if blocks[index].kind is not BlockKind.TRY:
            continue
        found: set[str] = set()
        for later in blocks[index + 1 :]:
            if later.parent == blocks[index].parent:
                if later.kind is not BlockKind.EXCEPT:
                    break
                found |= _names(later.expression)
        yield index, frozenset(found)


def _names(caught: Expression | None) -> set[str]:
    if caught is None:
        return {"BaseException"}
    elements = caught.elements if isinstance(caught, ex.Collection) else (caught,)
    return {str(getattr(element, "attr", getattr(element, "id", ""))) for element in elements}
