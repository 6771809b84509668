"""From facts to the project: with the catalogue of what it imports, for the version of FastAPI that it pins."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.config.targets import Versions, project_versions, versions_of
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import Sources, imports_of
from fastapi_lint.project.project import Project, link


def link_sources(sources: Sources, request: Request) -> Project:
    """The project that the files make together."""
    request.progress("link", 0, 1)
    extra = (request.settings.catalog,) if request.settings.catalog else ()
    versions = _versions(request)
    catalog = load_catalog(imports_of(sources.modules), extra, versions.pins)
    project = link(sources.modules, catalog, versions.targets)
    request.progress("link", 1, 1)
    return project


def _versions(request: Request) -> Versions:
    """The versions that the project's files name; a project in memory has the settings alone."""
    in_memory = request.files is not None and request.files.tree.root is None
    return (
        versions_of(request.settings.target) if in_memory else project_versions(request.root, request.settings.target)
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """Trees and facts hold no cycles: looking for garbage among them takes a tenth of the time and finds none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
