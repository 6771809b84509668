"""The route table for other programs: JSON, described by `schema/routes.schema.json`, and OpenAPI's paths."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

from fastapi_lint.model.problem import Problem
from fastapi_lint.model.route import RouteReport, RouterView, RouteView

_CONVERTOR = re.compile(r"\{([^{}:]+):[^{}]*\}")


def routes_object(report: RouteReport) -> dict[str, Any]:
    """The report as plain data, in the order of its public form."""
    return {
        "version": report.version,
        "root": report.root,
        "apps": [_app(app) for app in report.apps],
        "problems": [problem_object(problem) for problem in report.problems],
    }


def routes_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `routes --output-format json`."""
    text = files("fastapi_lint.render").joinpath("schema/routes.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def openapi_paths(report: RouteReport) -> dict[str, Any]:
    """The skeleton of an OpenAPI document: for each path its methods, with tags and operation id where they are given.

    Only what is in the schema, and paths as OpenAPI writes them: `/files/{path}` for `/files/{path:path}`.
    """
    paths: dict[str, dict[str, Any]] = {}
    for route in report.routes:
        if route.kind != "http" or not route.include_in_schema:
            continue
        operations = paths.setdefault(_CONVERTOR.sub(r"{\1}", route.path), {})
        for method in route.methods:
            operations.setdefault(method.lower(), _operation(route))
    return {"paths": paths}


def _app(app: RouterView) -> dict[str, Any]:
    return {
        "name": app.name or None,
        "module": app.module or None,
        "line": app.line,
        "routes": [_route(route) for route in app.routes],
    }


def _route(route: RouteView) -> dict[str, Any]:
    return {
        "kind": route.kind,
        "path": route.path,
        "methods": list(route.methods),
        "endpoint": route.endpoint._asdict() if route.endpoint else None,
        "dependencies": [dependency._asdict() for dependency in route.dependencies],
        "response_model": route.response_model,
        "status_code": route.status_code,
        "operation_id": route.operation_id,
        "include_in_schema": route.include_in_schema,
        "tags": list(route.tags),
        "security": list(route.security),
        "thread": route.thread,
        "worst_effect": route.worst_effect._asdict() if route.worst_effect else None,
    }


def _operation(route: RouteView) -> dict[str, Any]:
    operation: dict[str, Any] = {}
    if route.tags:
        operation["tags"] = list(route.tags)
    if route.operation_id:
        operation["operationId"] = route.operation_id
    return operation


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem as in every report."""
    return {
        "kind": str(problem.kind),
        "message": problem.message,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "hint": problem.hint,
    }
