"""`fastapi-lint config show`: the value of each key, and where it was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fastapi_lint.cli.check import CheckOptions, check
from fastapi_lint.cli.completing import files, keys
from fastapi_lint.cli.exits import CLEAN
from fastapi_lint.cli.failure import Failure, suggestion
from fastapi_lint.cli.options import (
    cache_options,
    color_option,
    config_options,
    debug_option,
    exclude_option,
    fail_on_option,
    jobs_option,
    selection_options,
)
from fastapi_lint.cli.output import Output, opened

if TYPE_CHECKING:
    from fastapi_lint.model.configuration import EffectiveConfiguration

_KEY_OF_OPTION = {"exclude": "extend-exclude"}
_NO_KEYS = frozenset({"key", "path", "output_format", "config", "no_config", "no_cache", "color", "debug"})


@click.command()
@click.argument("key", required=False, metavar="[KEY]", shell_complete=keys)
@click.option("--output-format", type=click.Choice(("rich", "json")), default="rich", help="TOML (default), or JSON.")
@click.option("--for", "path", metavar="FILE", shell_complete=files, help="Show what holds for this file.")
@config_options
@selection_options
@fail_on_option
@exclude_option
@jobs_option
@cache_options
@color_option
@debug_option
def show(key: str | None, path: str | None, output_format: str, color: str, **options: Any) -> int:
    """Show what each key of the configuration comes to, and where that was said: by a default, a line of a file, the
    environment or an option that is given here as to `check`. Then the versions that the project is written for.

    KEY shows one key alone, or one table. For a FILE overrides and ignores of paths are taken in.
    """
    from fastapi_lint.cli.effective import effective_configuration  # noqa: PLC0415 - reads the configuration

    context = click.get_current_context()
    unset = check.make_context("check", [], resilient_parsing=True).params
    shown = effective_configuration(CheckOptions(**unset | options), _given(context), path)
    with opened(None, color) as output:
        _show(shown if key is None else _only(shown, key), output, output_format)
    return CLEAN


def _given(context: click.Context) -> dict[str, str]:
    """The keys that options or the environment set, by what does."""
    given: dict[str, str] = {}
    for parameter in context.command.get_params(context):
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if name in _NO_KEYS or source not in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT):
            continue
        by = str(parameter.envvar) if source is ParameterSource.ENVIRONMENT else "command line"
        given[_KEY_OF_OPTION.get(name, name.replace("_", "-"))] = by
    if "pedantic" in given:
        given["profile"] = given["pedantic"]
    return given


def _only(shown: EffectiveConfiguration, key: str) -> EffectiveConfiguration:
    chosen = shown.only(key)
    if not chosen.settings:
        hint = suggestion(key, [each.key for each in shown.settings])
        raise Failure(f"there is no key `{key}`", hint or "`fastapi-lint config show` lists them")
    return chosen


def _show(shown: EffectiveConfiguration, output: Output, output_format: str) -> None:
    if output_format == "json":
        from fastapi_lint.render.configuration_json import configuration_object  # noqa: PLC0415
        from fastapi_lint.render.json import encoded  # noqa: PLC0415

        output.write_bytes(encoded(configuration_object(shown)))
        return
    from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.configuration import configuration_text  # noqa: PLC0415
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415

    console = console_of(output)
    print_lines(console, configuration_text(shown, page_of(console, hyperlinks="never")))
