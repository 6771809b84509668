"""All that a run depends on besides files: what was asked for, where, and what the output goes to."""

from __future__ import annotations

import os
import sys

from fastapi_lint.engine.hyperlinks import hyperlinks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FAMILIES = ("PYTHON", "FASTAPI_LINT_", "_FASTAPI_LINT_", "LC_")
VARIABLES = frozenset(
    {
        "CI_PROJECT_DIR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLORTERM",
        "COLUMNS",
        "FORCE_COLOR",
        "GITHUB_ACTIONS",
        "GITHUB_WORKSPACE",
        "JUPYTER_COLUMNS",
        "JUPYTER_LINES",
        "LANG",
        "LANGUAGE",
        "LINES",
        "NO_COLOR",
        "TERM",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    }
)
"""Variables of the environment that we or rich heed, that decide on encodings, or tell of a server for continuous
integration, besides all of certain beginnings."""

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""Names a file that reports may be added to, another for each step."""


def circumstances(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """The circumstances as text: two runs with the same give the same report on the same files."""
    told = [
        sys.version,
        sys.platform,
        sys.executable,
        os.getcwd(),  # noqa: PTH109
        *(f"path {entry}" for entry in sys.path),
        *(f"argument {argument}" for argument in arguments),
        f"summary {bool(environ.get(STEP_SUMMARY))}",
        *(f"{name}={environ[name]}" for name in sorted(environ) if _matters(name)),
        hyperlinks("auto", environ, is_terminal=sys.stdout.isatty()),  # which a score of variables decide
        _stream(sys.stdout),
        _stream(sys.stderr),
        _size(),
    ]
    return "\0".join(told)


def _matters(name: str) -> bool:
    return name in VARIABLES or name.startswith(_FAMILIES)


def _stream(stream: object) -> str:
    """What a stream is as far as it decides on what is written."""
    told = [str(getattr(stream, name, "")) for name in ("encoding", "errors", "newlines")]
    isatty = getattr(stream, "isatty", None)
    return f"{' '.join(told)} {isatty() if isatty else ''}"


def _size() -> str:
    """The size of the first terminal there is, in the order in which rich asks."""
    for descriptor in (0, 1, 2):
        try:
            return str(os.get_terminal_size(descriptor))
        except (OSError, ValueError, AttributeError):
            continue
    return ""
