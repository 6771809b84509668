"""Text from the checked project made safe to print.

Source, paths and names are written by strangers: an escape sequence in a string literal must not reach the terminal,
and a bidirectional override must not reorder what the reader sees.
"""

from __future__ import annotations

import unicodedata

from fastapi_lint.render.glyphs import can_show

_UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # inside emoji and Indic words: harmless, and the width depends on them
_TYPOGRAPHIC = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "×": "x", "·": "-"}
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("“”", '"')
    | {"\u00a0": " ", "\u202f": " "}
)


def printable(text: str, encoding: str | None = "utf-8") -> str:
    """The text on one line, without control characters, in characters that the encoding has.

    Unprintable characters become escapes (`\\x1b`), typographic ones their ASCII spelling and others `?` where
    the encoding lacks them.
    """
    if not text.isprintable():
        text = "".join(map(_visible, text))
    elif text.isascii():
        return text
    if can_show(text, encoding):
        return text
    text = text.translate(_TYPOGRAPHIC)
    return "".join(character if can_show(character, encoding) else "?" for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) in _UNPRINTABLE and character not in _JOINERS:
        return character.encode("unicode_escape").decode("ascii")
    return character
