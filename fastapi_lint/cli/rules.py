"""`fastapi-lint rules`: what can be found, and what the project's configuration selects of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fastapi_lint import __version__
from fastapi_lint.cli.completing import files, selectors
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.options import color_option, comma_separated, debug_option, hyperlinks_option
from fastapi_lint.cli.output import Output, opened
from fastapi_lint.config.settings import CONFIDENCES, SEVERITIES

if TYPE_CHECKING:
    from fastapi_lint.engine.registry import Registry
    from fastapi_lint.engine.select import Selection
    from fastapi_lint.render.rules import AnyRule
    from fastapi_lint.render.rules_filter import RulesFilter


class RulesOptions(NamedTuple):
    """What the user asked for on the command line."""

    rules: tuple[str, ...]
    severity: str | None
    confidence: str | None
    default: bool | None
    selected: bool
    suppressed: bool
    search: str
    config: str | None
    no_config: bool
    output_format: str
    color: str
    hyperlinks: str


@click.command()
@click.argument("rules", nargs=-1, callback=comma_separated, metavar="[RULES]...", shell_complete=selectors)
@click.option("--severity", type=click.Choice(SEVERITIES), help="Those of this severity or graver.")
@click.option("--confidence", type=click.Choice(CONFIDENCES), help="Those of this confidence or surer.")
@click.option("--default/--opt-in", default=None, help="Those that are on by default, or those that are not.")
@click.option("--selected", is_flag=True, help="Those that the configuration of this project selects.")
@click.option("--suppressed", is_flag=True, help="The suppressions of this project instead, and whether they are used.")
@click.option("--search", default="", metavar="TEXT", help="Those whose name or manual has all these words.")
@click.option("--config", metavar="FILE", shell_complete=files, help="Read the configuration from this file.")
@click.option("--no-config", is_flag=True, help="Read no configuration.")
@click.option("--output-format", type=click.Choice(("rich", "json")), default="rich", help="A table (default) or JSON.")
@color_option
@hyperlinks_option
@debug_option
def rules(**options: Any) -> int:
    """List the rules: those of fastapi-lint and those of installed packages.

    RULES are codes, prefixes of codes or names; without them all are listed. Those that the configuration of the
    project selects are marked.
    """
    from fastapi_lint.cli.registry import complete, installed_rules  # noqa: PLC0415 - imports the rules

    asked = RulesOptions(**options)
    registry = installed_rules()
    if asked.suppressed:
        return _suppressed(asked, registry)
    codes = _selection(asked, registry).codes
    listed = _filter(asked, registry, codes).of(registry.all)
    with opened(None, asked.color) as output:
        _show(listed, codes, registry, output, asked)
    return complete(registry)


def _suppressed(asked: RulesOptions, registry: Registry) -> int:
    from fastapi_lint.cli.check import CheckOptions  # noqa: PLC0415
    from fastapi_lint.cli.suppressed import show_suppressed  # noqa: PLC0415 - imports the engine

    given = (asked.severity, asked.confidence, asked.default, asked.selected or None, asked.search or None)
    if any(each is not None for each in given):
        raise Failure("`--suppressed` lists suppressions, not rules", "give it codes, prefixes or names alone")
    options = CheckOptions(config=asked.config, no_config=asked.no_config)
    with opened(None, asked.color) as output:
        return show_suppressed(options, _matching(asked, registry), output, asked.output_format, asked.hyperlinks)


def _matching(asked: RulesOptions, registry: Registry) -> frozenset[str] | None:
    """The codes that were named, None if none were."""
    from fastapi_lint.engine.select import matching  # noqa: PLC0415
    from fastapi_lint.engine.usage import UsageError  # noqa: PLC0415

    try:
        return matching(asked.rules, registry.all) if asked.rules else None
    except UsageError as error:
        raise Failure(str(error)) from error


def _selection(asked: RulesOptions, registry: Registry) -> Selection:
    """What the configuration selects."""
    from fastapi_lint.cli.misplaced import failure_of  # noqa: PLC0415
    from fastapi_lint.cli.routes import read_settings  # noqa: PLC0415 - reads the configuration
    from fastapi_lint.engine.select import selection_of  # noqa: PLC0415
    from fastapi_lint.engine.usage import UsageError  # noqa: PLC0415
    from fastapi_lint.source.project_root import find_root  # noqa: PLC0415

    root = find_root()
    settings = read_settings(root, asked.config, no_config=asked.no_config)
    try:
        return selection_of(settings, registry.all)
    except UsageError as error:
        raise failure_of(error, settings, root) from error


def _filter(asked: RulesOptions, registry: Registry, selected: frozenset[str]) -> RulesFilter:
    from fastapi_lint.model.finding import Confidence, Severity  # noqa: PLC0415
    from fastapi_lint.render.rules_filter import RulesFilter  # noqa: PLC0415

    return RulesFilter(
        codes=_matching(asked, registry),
        severity=Severity(asked.severity) if asked.severity else None,
        confidence=Confidence(asked.confidence) if asked.confidence else None,
        default=asked.default,
        selected=selected if asked.selected else None,
        words=tuple(asked.search.split()),
    )


def _show(
    listed: Sequence[AnyRule], selected: frozenset[str], registry: Registry, output: Output, asked: RulesOptions
) -> None:
    if asked.output_format == "json":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.rules import rules_object  # noqa: PLC0415

        document = rules_object(listed, __version__, packages=registry.packages, selected=selected)
        output.write_bytes(encoded(document))
        return
    from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.rules_table import rules_table  # noqa: PLC0415

    console = console_of(output)
    print_lines(console, rules_table(listed, page_of(console, hyperlinks=asked.hyperlinks), selected))
