"""Payloads: all that is known of the size of what goes in and out, worked out when a rule asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from fastapi_lint.model.payload import EncodedView, FileReadView, PageView, ResponseClassView, RowView, UnlimitedView
from fastapi_lint.project.payloads.encoded_twice import EncodedTwice
from fastapi_lint.project.payloads.pages import Pages
from fastapi_lint.project.payloads.read_files import ReadFiles
from fastapi_lint.project.payloads.response_classes import ResponseClasses
from fastapi_lint.project.payloads.returned_rows import ReturnedRows
from fastapi_lint.project.payloads.unlimited import Unlimited
from fastapi_lint.project.resolve.scopes import Scope

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Payloads:
    """Each answer is worked out once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def unlimited(self) -> tuple[UnlimitedView, ...]:
        """Applications whose routes take bodies of any size."""
        return tuple(Unlimited(self._project).all())

    @cached_property
    def pages(self) -> tuple[PageView, ...]:
        """Parameters by which requests say how many rows a query gives, without a highest value."""
        return tuple(Pages(self._project).all())

    @cached_property
    def response_classes(self) -> tuple[ResponseClassView, ...]:
        """Response classes that make the response of a model slower."""
        return tuple(ResponseClasses(self._project).all())

    @cached_property
    def returned_rows(self) -> tuple[RowView, ...]:
        """Rows of tables that handlers return without a response model."""
        return tuple(ReturnedRows(self._project).all())

    @cached_property
    def read_files(self) -> tuple[FileReadView, ...]:
        """Files that are read as a whole, and sent as they are."""
        return tuple(ReadFiles(self._project).all())

    def encoded_in(self, scope: Scope) -> tuple[EncodedView, ...]:
        """What a handler encodes before FastAPI does."""
        return self._encoded.get((scope.module.path, scope.definition.qualname), ())

    @cached_property
    def _encoded(self) -> dict[tuple[str, str], tuple[EncodedView, ...]]:
        found: dict[tuple[str, str], tuple[EncodedView, ...]] = {}
        for view in EncodedTwice(self._project).all():
            key = (view.place.location.path, view.place.function)
            found[key] = (*found.get(key, ()), view)
        return found
