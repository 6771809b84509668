"""The command `fastapi-lint`. Knows the names of the commands; imports one only when it is used."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from fastapi_lint import __version__
from fastapi_lint.cli.exits import CLEAN, INTERRUPTED, USAGE
from fastapi_lint.cli.failure import Failure, said
from fastapi_lint.cli.lazy import LazyGroup
from fastapi_lint.cli.shield import Shield

PROGRAM = "fastapi-lint"


@click.group(
    cls=LazyGroup,
    commands_at={
        "init": ("fastapi_lint.cli.init:init", "Look at the project and write a configuration."),
        "check": ("fastapi_lint.cli.check:check", "Look for anti-patterns in an application."),
        "routes": ("fastapi_lint.cli.routes:routes", "List the routes of an application."),
        "why": ("fastapi_lint.cli.why:why", "Tell where a function runs, who leads there, and what it does."),
        "baseline": (
            "fastapi_lint.cli.baseline:baseline",
            "Keep a file of known findings, which are not told again.",
        ),
        "suppress": ("fastapi_lint.cli.suppress:suppress", "Write comments that silence findings."),
        "rules": ("fastapi_lint.cli.rules:rules", "List the rules."),
        "clean": ("fastapi_lint.cli.clean:clean", "Remove the cache."),
        "config": ("fastapi_lint.cli.config:config", "Show what the configuration comes to, or its schema."),
        "completion": ("fastapi_lint.cli.completion:completion", "Print the completions of a shell."),
        "explain": ("fastapi_lint.cli.explain:explain", "Show the manual of a rule."),
    },
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `fastapi-lint check` in the folder of your project.",
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """A whole-program static analyser for FastAPI applications. It never imports or runs the code that it checks."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with these arguments (by default, those of the process).

    Returns the exit code: 0 clean, 1 findings, 2 usage or configuration, 3 analysis incomplete, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    shield = Shield(debug="--debug" in given)
    with shield:
        shield.exit_code = _run(given, as_process=arguments is None)
        sys.stdout.flush()
    return shield.exit_code


def _run(arguments: list[str], *, as_process: bool) -> int:
    own = tuple(arguments) if as_process else None  # only a process of its own can be told by its command line
    try:
        result = group.main(arguments, prog_name=PROGRAM, standalone_mode=False, obj=own)
    except click.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return USAGE
    except (click.ClickException, Failure) as error:
        click.echo(said(error), err=True)
        return error.exit_code
    return result if isinstance(result, int) else CLEAN
