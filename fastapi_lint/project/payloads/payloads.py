"""Payloads: all that is known of the size of what goes in and out, worked out when a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

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

    def pages_in(self, scope: Scope) -> tuple[PageView, ...]:
        """Parameters of a definition by which requests say how many rows a query gives, without a highest value."""
        return self._pages.get(_key(scope), ())

    @cached_property
    def _pages(self) -> dict[tuple[str, str], tuple[PageView, ...]]:
        return _by_definition(Pages(self._project).all())

    def response_classes_in(self, scope: Scope) -> tuple[ResponseClassView, ...]:
        """Response classes that make the response of a model slower, by the calls of a definition."""
        return self._response_classes.get(_key(scope), ())

    @cached_property
    def _response_classes(self) -> dict[tuple[str, str], tuple[ResponseClassView, ...]]:
        return _by_definition(ResponseClasses(self._project).all())

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
        return self._encoded.get(_key(scope), ())

    @cached_property
    def _encoded(self) -> dict[tuple[str, str], tuple[EncodedView, ...]]:
        return _by_definition(EncodedTwice(self._project).all())


_View = TypeVar("_View", EncodedView, PageView, ResponseClassView)


def _key(scope: Scope) -> tuple[str, str]:
    return (scope.module.path, scope.definition.qualname)


def _by_definition(views: Iterable[_View]) -> dict[tuple[str, str], tuple[_View, ...]]:
    found: dict[tuple[str, str], list[_View]] = {}
    for view in views:
        found.setdefault((view.place.location.path, view.place.function), []).append(view)
    return {key: tuple(ones) for key, ones in found.items()}
