"""Nothing that a stranger wrote controls the terminal; everything else is shown as it is."""

from __future__ import annotations

import pytest

from fastapi_lint.render.glyphs import ASCII, UNICODE, glyphs_for
from fastapi_lint.render.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`größe` 漢字 👩‍💻", "`größe` 漢字 👩‍💻"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\nb\u2028c", r"a\r\nb\u2028c"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("caf\udce9.py", r"caf\udce9.py"),
    ],
    ids=["text", "escape", "c1", "line-ends", "bidirectional", "undecodable"],
)
def test_printable(text: str, shown: str):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("ascii", "10 >= 5 ... `gr??e`"), ("latin-1", "10 >= 5 ... `größe`"), ("utf-8", "10 ≥ 5 … `größe`")],
)
def test_encodings(encoding: str, shown: str):
    assert printable("10 ≥ 5 … `größe`", encoding) == shown


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [("utf-8", UNICODE), ("ascii", ASCII), ("cp1252", ASCII), ("no-such", ASCII), (None, UNICODE)],
)
def test_signs_are_those_that_the_encoding_has(encoding: str | None, glyphs: object):
    assert glyphs_for(encoding) is glyphs
