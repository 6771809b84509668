"""Texts: strings that can be worked out without running the program, with `…` for the parts that cannot."""

from __future__ import annotations

from typing import NamedTuple

HIDDEN = "…"
"""Stands for the part of a text that is only known when the program runs."""


class Text(NamedTuple):
    """A string; `is_known` is False if a part of it is hidden."""

    text: str
    is_known: bool = True


UNKNOWN_TEXT = Text(HIDDEN, False)


def joined(parts: list[Text]) -> Text:
    """One text of several, with one mark for each hidden stretch."""
    text = "".join(part.text for part in parts)
    while HIDDEN * 2 in text:
        text = text.replace(HIDDEN * 2, HIDDEN)
    return Text(text, all(part.is_known for part in parts))
