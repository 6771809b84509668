"""From facts to the project: with the catalogue of what it imports, for the version of FastAPI that it pins."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.config.targets import PACKAGES, project_versions
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.sources import Sources, imports_of
from fastapi_lint.project.project import Project, link


def link_sources(sources: Sources, request: Request) -> Project:
    """The project that the files make together."""
    request.progress("link", 0, 1)
    extra = (request.settings.catalog,) if request.settings.catalog else ()
    pins = _pins(request)
    catalog = load_catalog(imports_of(sources.modules), extra, pins)
    project = link(sources.modules, catalog, pins.get("fastapi"))
    request.progress("link", 1, 1)
    return project


def _pins(request: Request) -> Mapping[str, str]:
    """The versions that the project's files pin; a lowest allowed version says nothing of the one in use."""
    if request.files is not None and request.files.tree.root is None:
        given = request.settings.target
        return {name: version for name in PACKAGES if (version := getattr(given, name)) is not None}
    return project_versions(request.root, request.settings.target).pins


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
