"""Whatever happens, the user gets one clear line and an exit code that is not read as clean."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from fastapi_lint.cli.exits import CLEAN, INCOMPLETE, INTERRUPTED, PIPE_CLOSED


class Shield:
    """A context that turns what escapes it into an exit code.

    A defect of ours ends with 3, like any analysis that is not complete; `debug` shows its traceback.
    """

    def __init__(self, *, debug: bool) -> None:
        self.exit_code = CLEAN
        self._debug = debug

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return True
        if isinstance(error, BrokenPipeError):
            forget_stdout()
            self.exit_code = PIPE_CLOSED
        elif isinstance(error, KeyboardInterrupt):
            sys.stderr.write("interrupted\n")
            self.exit_code = INTERRUPTED
        elif isinstance(error, Exception):
            sys.stderr.write(self._report(error))
            self.exit_code = INCOMPLETE
        return not isinstance(error, (SystemExit, GeneratorExit))

    def _report(self, error: Exception) -> str:
        import traceback  # noqa: PLC0415 - only where something went wrong

        from fastapi_lint.render.printable import printable  # noqa: PLC0415 - likewise

        if self._debug:
            return "".join(traceback.format_exception(error))
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = printable(f"{type(error).__name__}: {error}")
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119 (a name in a message, not a file)
        return (
            f"error: fastapi-lint failed: {what} (at {place})\n"
            "hint: this is a defect of fastapi-lint; `--debug` shows the traceback to report\n"
        )


def forget_stdout() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, and Python's own shutdown does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
