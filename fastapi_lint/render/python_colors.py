"""Colour for lines of Python in a code frame.

A frame shows a few lines out of their context, so a regular expression does as well as a lexer, and costs no import.
"""

from __future__ import annotations

import keyword
import re

from rich.text import Text

_STYLES = {"comment": "dim italic", "string": "green", "decorator": "magenta", "keyword": "magenta", "number": "cyan"}
_KEYWORDS = "|".join(word for word in keyword.kwlist)
_TOKEN = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>(?<![\w])[rbfuRBFU]{0,2}(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'))"
    r"|(?P<decorator>^\s*@[\w.]+)"
    rf"|(?P<keyword>\b(?:{_KEYWORDS})\b)"
    r"|(?P<number>\b\d[\d_.]*\b)"
)


def colored(line: str) -> Text:
    """A line of Python with its keywords, strings, numbers, decorators and comments set off."""
    text = Text(line)
    for token in _TOKEN.finditer(line):
        text.stylize(_STYLES[token.lastgroup or ""], *token.span())
    return text
