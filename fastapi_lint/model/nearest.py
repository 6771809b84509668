"""What somebody who mistyped a name may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(wrong: str, valid: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The valid name that is most like the wrong one; None if none is like it by the measure of difflib (0 to 1).

    Of names that are alike to the same degree it is the one that begins the same: `FAL101` for `FAL10x`.
    """
    import difflib  # noqa: PLC0415 - only where something is wrong

    given = _folded(wrong)
    by_fold = {_folded(each): each for each in valid}

    def likeness(name: str) -> tuple[float, bool]:
        return difflib.SequenceMatcher(None, name, given).ratio(), name[:-1] == given[:-1]

    near = difflib.get_close_matches(given, sorted(by_fold), n=9, cutoff=cutoff)
    return by_fold[max(near, key=likeness)] if near else None


def _folded(name: str) -> str:
    """Without what the eye takes for the same: case, `_` and `-`, `O` and `0`, `l`, `I` and `1`."""
    return name.lower().translate(_ALIKE)


_ALIKE = str.maketrans("oli_", "011-")
