"""The way of the data, stage by stage: files, facts, project, sites, findings, report."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.engine.collect import collect
from fastapi_lint.engine.isolation import Attempt
from fastapi_lint.engine.linking import link_sources
from fastapi_lint.engine.outcome import report_of
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.select import selection_of
from fastapi_lint.engine.sources import imports_of, load_sources
from fastapi_lint.engine.unused import unused_settings
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.report import Report
from fastapi_lint.model.route import ServedRoutes
from fastapi_lint.project.flow.units import Unit
from fastapi_lint.project.project import Project


def run_pipeline(request: Request, attempt: Attempt) -> Report:
    """One run. Raises UsageError for settings that name no rule, before any file is read."""
    selection = selection_of(request.settings, request.registry.all)
    sources = load_sources(request)
    if request.store is not None:
        request.store.watch()
    project = link_sources(sources, request)
    rules = tuple(rule for rule in request.registry.rules if rule.code in selection.anywhere)
    collected = collect(project, sources.texts, rules, request, attempt)
    apps = tuple(map(ServedRoutes.of, project.route_table())) if request.route_table else None
    statistics = project.statistics
    unused = unused_settings(request, project, imports_of(sources.modules)) if _speaks_of_places(request) else ()
    if request.store is not None:
        request.store.linked(project.all_scopes(), collected.read, collected.shown)
    problems = (*request.registry.problems, *sources.problems, *project.problems, *collected.problems, *unused)
    return report_of(
        request,
        selection,
        sources,
        statistics=statistics,
        collected=collected,
        problems=problems,
        apps=apps,
    )


def _speaks_of_places(request: Request) -> bool:
    """True if the configuration is about some files, or some functions."""
    return bool(request.settings.overrides or request.settings.catalog)


def all_dossiers(project: Project) -> Iterator[Dossier]:
    """The dossiers of all definitions, by path and place, also of those that are no sites: what tests ask about."""
    project.effects.prepare(map(Unit, project.all_scopes()))
    return map(project.dossier, project.all_scopes())
