"""Breaches: what is wrong between what handlers declare and what they do, worked out when a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.model.contract import ListedFieldsView, MixedBodyView, UndeclaredView, UnfitView
from fastapi_lint.model.dossier import UntypedReturnView
from fastapi_lint.project.contracts.listed_fields import listed_fields
from fastapi_lint.project.contracts.mixed_bodies import mixed_bodies
from fastapi_lint.project.contracts.undeclared_data import UndeclaredData
from fastapi_lint.project.contracts.unfit_responses import unfit_responses
from fastapi_lint.project.contracts.untyped_returns import UntypedReturns
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Breaches:
    """Each answer is worked out once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def unfit_responses(self) -> tuple[UnfitView, ...]:
        """Returned values that their response model refuses."""
        return tuple(unfit_responses(self._project, self._project.routing.handlers))

    @cached_property
    def mixed_bodies(self) -> tuple[MixedBodyView, ...]:
        """Parameters that are read as JSON from a form."""
        return tuple(mixed_bodies(self._project))

    @cached_property
    def listed_fields(self) -> tuple[ListedFieldsView, ...]:
        """Routes that choose the fields of their response by hand."""
        return tuple(listed_fields(self._project))

    @cached_property
    def undeclared_data(self) -> tuple[UndeclaredView, ...]:
        """What handlers take out of requests by hand."""
        return tuple(UndeclaredData(self._project, self._project.routing.handlers).all())

    def untyped_return(self, scope: Scope) -> Iterator[UntypedReturnView]:
        """What is returned by a handler without a type."""
        return self._untyped_returns.of(scope)

    @cached_property
    def _untyped_returns(self) -> UntypedReturns:
        return UntypedReturns(self._project)
