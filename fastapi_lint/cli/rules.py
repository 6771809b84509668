"""`fastapi-lint rules`: what can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fastapi_lint import __version__
from fastapi_lint.cli.options import color_option, debug_option
from fastapi_lint.cli.output import Output, opened

if TYPE_CHECKING:
    from fastapi_lint.engine.registry import Registry


@click.command()
@click.option("--output-format", type=click.Choice(("rich", "json")), default="rich", help="A table (default) or JSON.")
@color_option
@debug_option
def rules(output_format: str, color: str) -> int:
    """List the rules: those of fastapi-lint and those of installed packages.

    `fastapi-lint explain CODE` tells more about one of them.
    """
    from fastapi_lint.cli.registry import complete, installed_rules  # noqa: PLC0415 - imports the rules

    registry = installed_rules()
    with opened(None, color) as output:
        _show(registry, output, output_format)
    return complete(registry)


def _show(registry: Registry, output: Output, output_format: str) -> None:
    if output_format == "json":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.rules import rules_object  # noqa: PLC0415

        output.write_bytes(encoded(rules_object(registry.all, __version__)))
        return
    from fastapi_lint.cli.paper import console_of, page_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.rules_table import rules_table  # noqa: PLC0415

    console = console_of(output)
    print_lines(console, rules_table(registry.all, page_of(console)))
