"""One finding of the readable report: what, where, how it is reached, whom it hits, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from fastapi_lint.model.finding import Cause, Chain, Confidence, Finding, Introduced, Severity
from fastapi_lint.render.chain import chain
from fastapi_lint.render.fixes import mark
from fastapi_lint.render.frame import frame, gutter_width
from fastapi_lint.render.page import Page, broken, linked

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_LABELS = len("= routes: ")
_ROUTES_SHOWN = 3
_ALSO_SHOWN = 2


def block(finding: Finding, page: Page, *, names_manual: bool = True) -> Iterator[Text]:
    """The lines of one finding, without an empty line after it. `names_manual`: with the command that shows it."""
    style = STYLES[finding.severity]
    gutter = gutter_width(finding.span)
    yield from _headline(finding, page, style)
    yield from _place(finding, page, gutter)
    yield from frame(finding.span, page.lines_of(finding.location.path), page, style)
    for label, lines in _notes(finding, page, gutter + 1 + _LABELS, style, names_manual=names_manual):
        for position, line in enumerate(lines):
            lead = f"= {label}:" if position == 0 else ""
            yield Text.assemble(" " * (gutter + 1), (lead.ljust(_LABELS), "dim"), line)


def brief(finding: Finding, page: Page) -> Iterator[Text]:
    """One finding in a line or two, under its file's heading: the line, what."""
    style = STYLES[finding.severity]
    place = Text(f"line {finding.span.line}:", style="cyan")
    linked(place, page.links.file(finding.location.path, finding.span.line))
    lead = Text.assemble(_label(finding, page, style), " ", place, " ")
    yield from page.hanging(Text(), lead + page.prose(f"{mark(finding)}{finding.message}"), indent=2)


def _label(finding: Finding, page: Page, style: str) -> Text:
    """`error[FAL101]`, which leads to the page of the rule."""
    return linked(Text(f"{finding.severity}[{finding.code}]", style=style), page.links.page(finding.url))


def _headline(finding: Finding, page: Page, style: str) -> Iterator[Text]:
    headline = Text.assemble(_label(finding, page, style), (f" {finding.name}", "bold"), ": ")
    yield from page.hanging(Text(), headline + page.prose(f"{mark(finding)}{finding.message}"), indent=2)


def _place(finding: Finding, page: Page, gutter: int) -> Iterator[Text]:
    span = finding.span
    arrow = Text(" " * gutter + "--> ", style="dim")
    place = Text.assemble(page.place(finding.location.path, span.line, span.column))
    if finding.function:
        place.append(f" in {page.clean(finding.function)}")
    if finding.confidence is not Confidence.HIGH:
        place.append(f" {page.glyphs.dot} {finding.confidence} confidence", style="dim")
    yield from page.hanging(arrow, place, indent=arrow.cell_len)


def _notes(
    finding: Finding, page: Page, indent: int, style: str, *, names_manual: bool
) -> Iterator[tuple[str, Iterable[Text]]]:
    """Labelled notes under the frame; each hangs at `indent` cells."""
    if len(finding.trace) > 1 or any(hop.line != finding.span.line for hop in finding.trace):
        yield "calls", chain(finding.trace, finding.leaf, page, indent, style)
    if finding.also:
        yield "also", broken(page.prose(_also(finding.also, page)), page.width - indent)
    if finding.routes:
        yield "routes", broken(Text(page.clean(_routes(finding.routes))), page.width - indent)
    if finding.introduced is not None and finding.introduced.cause is Cause.CAUSED:
        yield "cause", broken(page.prose(_cause(finding.introduced, page)), page.width - indent)
    if finding.advice:
        yield "help", broken(page.prose(finding.advice), page.width - indent)
    if finding.fix:
        how = "`--fix`" if finding.fix.is_applied else "`--fix --unsafe-fixes`"
        yield "fix", broken(page.prose(f"{finding.fix.title} ({how})"), page.width - indent)
    if names_manual:
        yield "rule", [Text(f"fastapi-lint explain {finding.code}", style="dim")]


def _cause(introduced: Introduced, page: Page) -> str:
    """What made a finding that stands on a line of before."""
    path, line = introduced.path, introduced.line
    if path is None or line is None:
        return "caused by this change; the line itself was there before"
    source = page.lines_of(path)
    text = f" `{source[line - 1].strip()}`" if 0 < line <= len(source) and source[line - 1].strip() else ""
    return f"caused by this change: {page.path(path)}:{line}{text}"


def _also(chains: tuple[Chain, ...], page: Page) -> str:
    """What else the place reaches: the first few by name and place."""
    named = dict.fromkeys((chain.leaf, f"{page.path(chain.trace[-1].path)}:{chain.trace[-1].line}") for chain in chains)
    told = [f"`{leaf}` at {place}" if " " not in leaf else f"{leaf} at {place}" for leaf, place in named]
    shown = told[:_ALSO_SHOWN] if len(told) > _ALSO_SHOWN + 1 else told
    rest = len(told) - len(shown)
    return ", ".join(shown) + (f", and {rest} more" if rest else "")


def _routes(routes: tuple[str, ...]) -> str:
    """The first few; a rest of one is shown rather than counted."""
    shown = routes[:_ROUTES_SHOWN] if len(routes) > _ROUTES_SHOWN + 1 else routes
    rest = len(routes) - len(shown)
    return ", ".join(shown) + (f", and {rest:,} more" if rest else "")
