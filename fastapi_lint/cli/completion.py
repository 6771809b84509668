"""`fastapi-lint completion SHELL`: the script by which a shell completes commands, options and rules."""

from __future__ import annotations

import click

from fastapi_lint.cli.exits import CLEAN

VARIABLE = "_FASTAPI_LINT_COMPLETE"
"""What the scripts set when they ask for completions."""
SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script with which SHELL (bash, zsh or fish) completes commands, options, rules and settings.

    \b
    bash   eval "$(fastapi-lint completion bash)"            in ~/.bashrc
    zsh    eval "$(fastapi-lint completion zsh)"             in ~/.zshrc, after compinit
    fish   fastapi-lint completion fish > ~/.config/fish/completions/fastapi-lint.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class  # noqa: PLC0415 - for this command alone

    found = get_completion_class(shell)
    assert found is not None
    root = context.find_root()
    # Not the class's own `source`: that of bash starts a bash, only to complain of old ones.
    script = ShellComplete.source(found(root.command, {}, root.info_name or "", VARIABLE))
    if shell == "fish":  # rules are separated by commas, and so is a value from its kind
        script = script.replace('string split "," ', 'string split --max 1 "," ')
    click.echo(script.encode(), nl=False)  # bytes: no other line ends on Windows
    return CLEAN
