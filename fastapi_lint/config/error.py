"""A configuration that cannot be used, as a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi_lint.model.nearest import nearest


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `key` is dotted as in the file; line and column count from 1.

    `place` leads to the key from the top of the file: tables by name, elements of lists by number.
    """

    message: str
    key: str | None = None
    line: int | None = None
    column: int | None = None
    place: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfigError:
    """A configuration file and its faults; `str()` gives one line for each."""

    path: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(self._line(fault) for fault in self.faults)

    def _line(self, fault: Fault) -> str:
        place = ":".join(str(part) for part in (self.path, fault.line, fault.column) if part is not None)
        return f"{place}: {fault.message}" if fault.key is None else f"{place}: `{fault.key}`: {fault.message}"


def did_you_mean(wrong: str, valid: Iterable[str]) -> str:
    """`, did you mean `x`?` with the nearest valid name, else the choice there is."""
    names = list(valid)
    near = nearest(wrong, names)
    return f", did you mean `{near}`?" if near else f"; valid: {', '.join(f'`{name}`' for name in names)}"
