"""The door of the program: the console script `fastapi-lint` and `python -m fastapi_lint` both come in here."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; ends the process with one of the exit codes 0, 1, 2 and 3."""
    from fastapi_lint.engine.cache.replay import Stale, replayed  # noqa: PLC0415 - once the path is clean

    gc.disable()  # the process ends soon, and a linked project is full of cycles: a tenth of the time to look at

    code = replayed(sys.argv[1:])
    if isinstance(code, Stale):
        from fastapi_lint.cli.rebasing import shown_anew  # noqa: PLC0415 - only where files were edited

        code = shown_anew(code)
    if code is None:
        from fastapi_lint.cli.main import main as command_line  # noqa: PLC0415 - imports click, which takes a while

        code = command_line()
    gc.freeze()  # else Python looks for garbage at its end, which is given back anyway
    sys.exit(code)


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
