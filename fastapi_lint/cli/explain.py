"""`fastapi-lint explain CODE`: the manual of a rule."""

from __future__ import annotations

import click

from fastapi_lint.cli.completing import rules
from fastapi_lint.cli.failure import Failure, suggestion
from fastapi_lint.cli.options import color_option, debug_option
from fastapi_lint.cli.output import Output, opened


@click.command()
@click.argument("rule", metavar="CODE", shell_complete=rules)
@color_option
@debug_option
def explain(rule: str, color: str) -> int:
    """Show the manual of a rule, given by its code or name: what it finds, why that is bad, and what to do.

    A terminal shows it formatted; a pipe or a file gets Markdown.
    """
    from fastapi_lint.cli.registry import complete, installed_rules  # noqa: PLC0415 - imports the rules
    from fastapi_lint.render.explain import manual  # noqa: PLC0415

    registry = installed_rules()
    found = registry.find(rule)
    if found is None:
        names = [name for each in registry.all for name in (each.code, each.name)]
        raise Failure(f"there is no rule `{rule}`", suggestion(rule, names) or "`fastapi-lint rules` lists them")
    with opened(None, color) as output:
        _show(manual(found), output)
    return complete(registry)


def _show(text: str, output: Output) -> None:
    from fastapi_lint.cli.paper import console_of  # noqa: PLC0415 - imports rich
    from fastapi_lint.render.glyphs import UNICODE, glyphs_for  # noqa: PLC0415
    from fastapi_lint.render.printable import printable  # noqa: PLC0415

    console = console_of(output)
    if console.is_terminal and glyphs_for(console.encoding) is UNICODE:
        from rich.markdown import Markdown  # noqa: PLC0415

        console.print(Markdown(text, hyperlinks=False))
        return
    for line in text.splitlines():
        output.write(printable(line, output.encoding))
