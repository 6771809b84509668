"""LibCST, imported when one of its names is first used: that takes longer than many a run that opens no site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["cst"]

if TYPE_CHECKING:
    import libcst as cst
else:

    class _LibCST:
        """Stands for the module; each name is looked up once."""

        def __getattr__(self, name: str) -> Any:
            import libcst  # noqa: PLC0415 - this is what it is for

            value = getattr(libcst, name)
            setattr(self, name, value)
            return value

    cst = _LibCST()
