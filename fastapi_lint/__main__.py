"""The door of the program: the console script `fastapi-lint` and `python -m fastapi_lint` both come in here."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fastapi_lint.engine.cache.replay import Stale


def main() -> None:
    """Run the command line; ends the process with one of the exit codes 0, 1, 2 and 3."""
    from fastapi_lint.engine.cache.replay import replayed  # noqa: PLC0415 - once the path is clean

    _lose_no_output()
    kept = replayed(sys.argv[1:])
    sys.exit(kept if isinstance(kept, int) else _worked_out(kept))


def _worked_out(stale: Stale | None) -> int:
    """The exit code of a command for which no earlier report holds as it is.

    Nobody looks for garbage: a linked project is full of cycles, to go through which takes a tenth of the time, and the
    process ends soon.
    """
    import gc  # noqa: PLC0415 - only where there is something to do

    gc.disable()
    code = None
    if stale is not None:
        from fastapi_lint.cli.rebasing import shown_anew  # noqa: PLC0415 - only where files were edited

        code = shown_anew(stale)
    if code is None:
        from fastapi_lint.cli.main import main as command_line  # noqa: PLC0415 - imports click, which takes a while

        code = command_line()
    gc.freeze()  # else Python looks at its end
    return code


def _lose_no_output() -> None:
    """Have standard output escape what its encoding lacks. Reports choose other signs themselves; this is for what
    slips through, so that no result is lost to it."""
    if getattr(sys.stdout, "errors", None) == "strict" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _forget_the_current_directory() -> None:
    """Take back what `python -m` put first on `sys.path`: a folder `click` or `rich` of the user is not ours to import.

    Only that one entry: a directory that PYTHONPATH or a `.pth` file names is there because the user wants it, and
    may hold rules of the team's own. With `-P` or PYTHONSAFEPATH Python added nothing.
    """
    if sys.flags.safe_path or not sys.path:
        return
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib is not loaded yet: it might come from this very directory
    except FileNotFoundError:
        here = ""
    if sys.path[0] in {"", here}:
        del sys.path[0]


if __name__ == "__main__":
    _forget_the_current_directory()
    main()
