"""Puts the audit together: one HTML file with its style, script and data, and a policy that lets it do nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files

from fastapi_lint.model.report import Report
from fastapi_lint.render.context import Context, LinesOf
from fastapi_lint.render.html import overview
from fastapi_lint.render.html.causes import causes_of
from fastapi_lint.render.html.document import Document
from fastapi_lint.render.html.escaping import in_script, text
from fastapi_lint.render.html.limits import incomplete, limits, scope
from fastapi_lint.render.html.rules import manuals, occurring, reasons
from fastapi_lint.render.html.standing import Standing
from fastapi_lint.render.rules import AnyRule

SCRIPTS = ("elements", "state", "code", "graph", "finding", "findings", "filters", "routes", "causes", "page")
"""The parts of the script, in order: they share one scope."""
STYLES = ("audit", "findings", "printed")
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def rendered(report: Report, context: Context) -> Iterator[str]:
    """The report as one HTML file."""
    yield audit(report, context.lines_of, context.rules())


def audit(report: Report, lines_of: LinesOf, rules: Iterable[AnyRule]) -> str:
    """The report as one HTML file. The same report, sources and rules give the same text.

    It needs the route table in the report; `lines_of` gives the sources that it shows.
    """
    standing, found, occur = Standing(report), causes_of(report), occurring(report, rules)
    document = Document(report, lines_of).finished(found) | {"rules": reasons(occur)}
    style = "\n".join(_resource(f"{name}.css") for name in STYLES)
    script = "\n".join(["(() => {", '"use strict";', *(_resource(f"{name}.js") for name in SCRIPTS), "})();"])
    parts = {
        "policy": _policy(style, script),
        "name": text(overview.name_of(standing)),
        "version": text(report.version),
        "incomplete": incomplete(report),
        "scope": scope(report),
        "verdict": overview.verdict(standing),
        "numbers": overview.numbers(standing),
        "bar": overview.bar(standing.counts),
        "everywhere": overview.everywhere(standing),
        "worst": "\n".join(overview.worst(standing)),
        "causes": overview.causes(standing, found),
        "limits": limits(report),
        "manuals": manuals(report, occur),
        "data": in_script(document),
        "style": style,
        "script": script,
    }
    return _PLACE.sub(lambda place: parts[place[1]], _resource("page.html"))


def _policy(style: str, script: str) -> str:
    """Nothing is loaded from anywhere; this style and this script are the only ones, known by their digests."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
