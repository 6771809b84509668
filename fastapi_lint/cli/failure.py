"""What went wrong, in one line and perhaps a hint: never a traceback."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastapi_lint.cli.exits import USAGE
from fastapi_lint.model.nearest import nearest

if TYPE_CHECKING:
    import click


class Failure(Exception):
    """A command cannot do what it was asked for: wrong usage or configuration."""

    exit_code = USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def said(error: click.ClickException | Failure) -> str:
    """`error: …` and, if there is one, `hint: …` on the next line."""
    from fastapi_lint.render.printable import printable  # noqa: PLC0415 - only where something went wrong

    message, hint = _told(error)
    lines = [f"error: {line}" for line in message.splitlines()] + ([f"hint: {hint}"] if hint else [])
    return "\n".join(printable(line) for line in lines)


def suggestion(wrong: str, valid: Iterable[str]) -> str:
    """`did you mean …?` with the nearest valid name, or nothing if none is near."""
    near = nearest(wrong, valid)
    return f"did you mean `{near}`?" if near else ""


def _told(error: click.ClickException | Failure) -> tuple[str, str]:
    if isinstance(error, Failure):
        return error.message, error.hint
    import click  # noqa: PLC0415 - not where the last report is shown again

    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f"`{error.ctx.command_path} --help` lists the options"
    if isinstance(error, click.NoSuchOption):
        nearest = suggestion(error.option_name, error.possibilities or ())
        return f"there is no option `{error.option_name}`", nearest or hint
    if isinstance(error, click.BadParameter):
        nearest = _nearest_choice(error)
        if variable := _variable_of(error):
            return f"the environment variable `{variable}` has a wrong value: {_plain(error.message)}", nearest
        hint = nearest or hint
    message = _plain(error.format_message().strip())
    return message[:1].lower() + message[1:], hint


def _plain(message: str) -> str:
    """What click says of a wrong value, in words for people."""
    message = message.replace("is not a valid integer range", "is no whole number").removesuffix(".")
    return message.partition(". Recognized values")[0].replace("is not a valid boolean", "is neither `1` nor `0`")


def _nearest_choice(error: click.BadParameter) -> str:
    """The nearest of the values that there is a choice of, as `suggestion` says it."""
    import click  # noqa: PLC0415 - likewise

    kind = None if error.param is None else error.param.type
    given = error.message.split("'")  # click tells the value that it was given in its message alone
    if not isinstance(kind, click.Choice) or len(given) < 3:
        return ""
    return suggestion(given[1], [str(each) for each in kind.choices])


def _variable_of(error: click.BadParameter) -> str:
    """The environment variable that gave the value, or nothing."""
    if error.ctx is None or error.param is None or not isinstance(error.param.envvar, str):
        return ""
    source = error.ctx.get_parameter_source(error.param.name or "")
    return error.param.envvar if source is not None and source.name == "ENVIRONMENT" else ""
