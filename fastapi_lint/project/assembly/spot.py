"""Spots: where an expression is evaluated while set-up code runs."""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.expression import Expression
from fastapi_lint.project.assembly.objects import Frame, Unknown
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope

HEADER = 1
"""The block of a definition's header: its decorators, defaults, annotations and bases."""


class Spot(NamedTuple):
    """The definition whose calls an expression counts, the frame that has its names, its block and its place."""

    scope: Scope
    frame: Frame
    block: int
    place: tuple[int, int]

    @property
    def use(self) -> Use:
        """The place as names are resolved at."""
        return Use(self.scope, self.block, self.place)

    def unknown(self, expression: Expression) -> Unknown:
        """An expression here that is not worked out."""
        return Unknown(expression, self.use)


def header_spot(scope: Scope, frame: Frame) -> Spot:
    """Where the header of a definition is evaluated: its calls, but the names around it."""
    return Spot(scope, frame, HEADER, (scope.definition.line, 1 << 20))
