"""Breaches: what is wrong between what handlers declare and what they do, worked out when a rule asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.model.contract import UnfitView
from fastapi_lint.project.contracts.unfit_responses import unfit_responses

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
