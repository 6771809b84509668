"""Units: the bodies that run as a whole, functions and lambdas."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.facts import BlockKind
from fastapi_lint.project.resolve.scopes import Scope


class Unit(NamedTuple):
    """The body of a function (`block` 0) or of a lambda in it (`block` is its lambda block)."""

    scope: Scope
    block: int = 0

    @property
    def id(self) -> str:
        """Unique in the project."""
        return f"{self.scope.id}.<lambda {self.block}>" if self.block else self.scope.id

    @property
    def name(self) -> str:
        """The qualified name that reports show."""
        qualname = self.scope.definition.qualname or self.scope.module.name
        return f"{qualname}.<lambda>" if self.block else qualname

    @property
    def is_async(self) -> bool:
        """True for the body of an `async def`."""
        return self.scope.definition.is_async and not self.block


def unit_of(scope: Scope, block: int) -> Unit:
    """The unit in which a block of a definition runs."""
    return Unit(scope, scope.lambda_of(block) or 0)


def has_lambdas(scope: Scope) -> bool:
    """True if a definition has more units than one."""
    return any(block.kind is BlockKind.LAMBDA for block in scope.body.blocks)
