"""`fastapi-lint explain RULE`: the manuals of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fastapi_lint import __version__
from fastapi_lint.cli.completing import rules as completed
from fastapi_lint.cli.failure import Failure, suggestion
from fastapi_lint.cli.options import color_option, debug_option
from fastapi_lint.cli.output import Output, opened

if TYPE_CHECKING:
    from fastapi_lint.engine.registry import Registry
    from fastapi_lint.model.rule import Rule


@click.command()
@click.argument("rules", nargs=-1, metavar="[RULES]...", shell_complete=completed)
@click.option("--all", "all_rules", is_flag=True, help="Explain all rules.")
@click.option(
    "--output-format",
    type=click.Choice(("rich", "markdown", "json")),
    help="By default formatted on a terminal, and Markdown in a pipe or a file.",
)
@color_option
@debug_option
def explain(rules: tuple[str, ...], all_rules: bool, output_format: str | None, color: str) -> int:
    """Show the manuals of RULES, given by code, name or prefix: what they find, why that is bad, what to do instead.

    With an example and its mend, what was measured of them, the limits, and how to silence the rule.
    """
    from fastapi_lint.cli.registry import complete, installed_rules  # noqa: PLC0415 - imports the rules

    if bool(rules) == all_rules:
        raise Failure("which rule?", "give codes or names, such as `fastapi-lint explain FAL101`, or `--all` alone")
    registry = installed_rules()
    chosen = list(registry.all) if all_rules else _found(rules, registry)
    with opened(None, color) as output:
        _show(chosen, registry, output, output_format)
    return complete(registry)


def _found(given: Sequence[str], registry: Registry) -> list[Rule]:
    """The rules in the order in which they are asked for, each once."""
    found: dict[str, Rule] = {}
    for each in given:
        rule = registry.find(each)
        begun = [rule for rule in registry.all if rule.code.startswith(each.strip().upper())]
        if rule is None and not (begun and each.strip()):
            names = [name for known in registry.all for name in (known.code, known.name)]
            raise Failure(f"there is no rule `{each}`", suggestion(each, names) or "`fastapi-lint rules` lists them")
        found.update((one.code, one) for one in (begun if rule is None else [rule]))
    return list(found.values())


def _show(rules: Sequence[Rule], registry: Registry, output: Output, output_format: str | None) -> None:
    if output_format == "json":
        from fastapi_lint.render.json import encoded  # noqa: PLC0415
        from fastapi_lint.render.rules import rules_object  # noqa: PLC0415

        output.write_bytes(encoded(rules_object(rules, __version__, packages=registry.packages)))
        return
    from fastapi_lint.cli.paper import console_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.console import print_lines  # noqa: PLC0415
    from fastapi_lint.render.explain import manuals  # noqa: PLC0415
    from fastapi_lint.render.markdown import markdown_lines  # noqa: PLC0415
    from fastapi_lint.render.printable import printable  # noqa: PLC0415

    text = manuals(rules)
    console = console_of(output)
    if output_format == "rich" or (output_format is None and console.is_terminal):
        print_lines(console, markdown_lines(text, console))
        return
    for line in text.splitlines():
        output.write(printable(line, output.encoding))
