"""The report line by line: a JSON object for each finding and problem, and a summary at the end. For pipes and logs.

`schema/check.schema.json` describes a line as `#/$defs/line`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context
from fastapi_lint.render.json import check_schema, finding_object, problem_object, summary_object
from fastapi_lint.render.tally import sorted_findings, sorted_problems


def rendered(report: Report, _context: Context) -> Iterator[str]:
    """The output format `jsonl`."""
    for line in lines(report):
        yield json.dumps(line, ensure_ascii=False) + "\n"


def lines(report: Report) -> Iterator[dict[str, Any]]:
    """The lines as plain data; each says by its `type` what it is."""
    for finding in sorted_findings(report):
        yield {"type": "finding"} | finding_object(finding)
    for problem in sorted_problems(report):
        yield {"type": "problem"} | problem_object(problem)
    yield {"type": "summary", "version": report.version, "root": report.root} | summary_object(report)


def line_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line."""
    schema = check_schema()
    return {"$schema": schema["$schema"], "$ref": "#/$defs/line", "$defs": schema["$defs"]}
