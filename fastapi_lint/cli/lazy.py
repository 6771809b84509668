"""A group of commands that are imported only when they are used, so that `--help` is there at once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from fastapi_lint.cli.exits import PIPE_CLOSED
from fastapi_lint.cli.failure import Failure, suggestion
from fastapi_lint.cli.shield import forget_stdout

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """`commands_at` gives for each command where it is (`module:name`) and its line in the help text."""

    def __init__(self, *args: Any, commands_at: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which they are given."""
        return list(self._commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported; None if there is none."""
        if cmd_name not in self._commands_at:
            return None
        module, _, name = self._commands_at[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest command named where there is none of that name."""
        name = args[0]
        if name not in self._commands_at and not name.startswith("-"):
            hint = suggestion(name, self._commands_at) or f"`{ctx.command_path} --help` lists the commands"
            raise Failure(f"there is no command `{name}`", hint)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does it, except that click takes a reader that went away for a failure (exit code 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            forget_stdout()
            raise click.exceptions.Exit(PIPE_CLOSED) from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The commands that begin so, without importing one, or the options of the group."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only where something is completed

        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        found = ((name, line) for name, (_, line) in self._commands_at.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=line) for name, line in found]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help text, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._commands_at.items()])
