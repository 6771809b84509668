"""Text of the checked project made safe for HTML: it is written by strangers, and shown in a browser."""

from __future__ import annotations

import html
import json
import re
import unicodedata

from fastapi_lint.render.printable import printable

_WORD_FIRST = re.compile(r"[a-z]+[ ,]")
_CODE = re.compile(r"`([^`]+)`")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # inside emoji and Indic words
_PICTURES = 0x2400  # of control characters, in their order
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_IN_SCRIPTS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def told(text: str) -> str:
    """A name, path or message on one line, its control characters and bidirectional overrides as escapes."""
    return printable(text)


def source(line: str) -> str:
    """A line of source in which each character keeps its column: what cannot be seen becomes a sign that can."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(map(_seen, line))


def _seen(character: str) -> str:
    if character == "\t" or character in _JOINERS or unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return chr(_PICTURES + ord(character)) if ord(character) < ord(" ") else _UNKNOWN


def text(value: object) -> str:
    """Text as it stands in HTML, between tags or in a quoted attribute."""
    return html.escape(told(str(value)))


def prose(sentence: str) -> str:
    """A sentence as HTML, with its `names` set off."""
    return _CODE.sub(r"<code>\1</code>", text(sentence))


def sentence(message: str) -> str:
    """A message as a sentence: with a capital, unless a name comes first."""
    return message[:1].upper() + message[1:] if _WORD_FIRST.match(message) else message


def in_script(document: object) -> str:
    """A document as JSON that can stand in a `script` element: nothing in it ends the element or begins a comment."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPTS)
