"""Reads syntax that is newer than the host's `ast`: LibCST knows it on any host, and older forms can say the same.

What is written anew keeps every line, and nearly every column, where it was: characters are overwritten by others, so
that facts made from the older form hold for the file as it is.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import libcst as cst

from fastapi_lint.syntax.children import NodeType
from fastapi_lint.syntax.guard import first_line_too_deep
from fastapi_lint.syntax.positions import Written
from fastapi_lint.syntax.walk import collect

_Formatted: TypeAlias = cst.FormattedString | cst.TemplatedString
_Text: TypeAlias = _Formatted | cst.ConcatenatedString
_Starred: TypeAlias = cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.StarredDictComp

_NEWER: Final[tuple[NodeType, ...]] = (
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.TypeParameters,
    cst.TypeAlias,
    cst.LazyImport,
    cst.LazyImportFrom,
    cst.ListComp,
    cst.SetComp,
    cst.GeneratorExp,
    cst.StarredDictComp,
    cst.FormattedString,
    cst.TemplatedString,
    cst.ConcatenatedString,
)
_NEWLINES = "\r\n"


def modernise(text: str) -> str | None:
    """The same program in syntax that Python 3.11 reads, on the same lines; None if LibCST refuses the text too.

    `except A, B:` gets its parentheses; formatted strings and t-strings that the host refuses become tuples of their
    expressions; type parameters are dropped, `type X = …` becomes an assignment; `lazy import` imports at once;
    `[*a for a in b]` loses its star. The n-th call of the result is the n-th call of the text.
    """
    if first_line_too_deep(text) is not None:
        return None
    try:
        return _Rewriting(cst.parse_module(text)).text()
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
        return None


class _Rewriting:
    """The code as characters to overwrite, and what is put between them."""

    def __init__(self, module: cst.Module) -> None:
        self.module = module
        written = Written(module)
        self.syntactic, self.extents = written.offsets, written.extents
        self.code = written.code
        self.characters = list(self.code)
        self.inserted: dict[int, str] = {}

    def text(self) -> str:
        pieces: set[int] = set()  # parts of a concatenation, which is judged as one
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of `ast`, about escapes in the code that is checked
            for node in collect(self.module, _NEWER)[0]:
                if isinstance(node, cst.ConcatenatedString):
                    pieces.update((id(node.left), id(node.right)))
                if id(node) not in pieces:
                    self._rewrite(node)
        return "".join(self.inserted.get(index, "") + piece for index, piece in enumerate(self.characters))

    def _rewrite(self, node: cst.CSTNode) -> None:
        if isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)):
            self._parenthesise(node)
        elif isinstance(node, cst.TypeParameters):
            self._blank(*self.extents[id(node)], continued=True)
        elif isinstance(node, cst.TypeAlias):
            self._assign(node)
        elif isinstance(node, (cst.LazyImport, cst.LazyImportFrom)):
            self._import_at_once(node)
        elif isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.StarredDictComp)):
            self._drop_star(node)
        elif isinstance(node, (cst.FormattedString, cst.TemplatedString, cst.ConcatenatedString)):
            self._spell_out(node)

    def _parenthesise(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> None:
        if not isinstance(handler.type, cst.Tuple) or handler.type.lpar:
            return
        start, end = self.extents[id(handler.type)]
        if self.code[start - 1] in " \t":
            self.characters[start - 1] = "("
        else:
            self._insert(start, "(")
        self._insert(end, ")")

    def _assign(self, alias: cst.TypeAlias) -> None:
        """`type X[T] = …` becomes `X         = …`."""
        start, name = self.syntactic[id(alias)][0], alias.name.value
        if not any(newline in self.code[start : start + len(name)] for newline in _NEWLINES):
            self._blank(start, self.extents[id(alias.name)][1], continued=True)
            self.characters[start : start + len(name)] = name

    def _import_at_once(self, statement: cst.LazyImport | cst.LazyImportFrom) -> None:
        """`lazy import x` becomes `pass;import x`, which is as long."""
        start = self.syntactic[id(statement)][0]
        self.characters[start : start + 4] = "pass"
        if self.code[start + 4] in " \t":
            self.characters[start + 4] = ";"
        else:
            self._insert(start + 4, ";")

    def _drop_star(self, comprehension: _Starred) -> None:
        if isinstance(comprehension, cst.StarredDictComp):
            start, end = self.syntactic[id(comprehension)][0], self.extents[id(comprehension.value)][0]
        elif isinstance(comprehension.elt, cst.StarredElement):
            start, end = self.extents[id(comprehension.elt)][0], self.extents[id(comprehension.elt.value)][0]
        else:
            return
        for index in range(start, end):
            if self.code[index] == "*":
                self.characters[index] = " "

    def _spell_out(self, string: _Text) -> None:
        """A string that the host refuses becomes a tuple of its expressions, each where it was."""
        start, end = self.syntactic[id(string)]
        if not _host_refuses(self.code[start:end]):
            return
        kept = [self.extents[id(expression)] for expression in _expressions(string)]
        for gap_start, gap_end in zip(
            [start, *(last for _, last in kept)], [*(first for first, _ in kept), end], strict=True
        ):
            self._blank(gap_start, gap_end)
        for _, last in kept:
            self.characters[self._after_newlines(last)] = ","
        self.characters[start], self.characters[end - 1] = "(", ")"

    def _after_newlines(self, index: int) -> int:
        while self.code[index] in _NEWLINES:
            index += 1
        return index

    def _blank(self, start: int, end: int, *, continued: bool = False) -> None:
        """Spaces for all but line ends; outside brackets the line must go on, which `continued` sees to."""
        for index in range(start, end):
            if self.code[index] not in _NEWLINES:
                self.characters[index] = " "
            elif continued and self.code[index - 1 : index + 1] != "\r\n":
                self._insert(index, "\\")

    def _insert(self, index: int, piece: str) -> None:
        self.inserted[index] = self.inserted.get(index, "") + piece


def _host_refuses(code: str) -> bool:
    try:
        ast.parse(f"({code}\n)")
    except (SyntaxError, ValueError):
        return True
    return False


def _expressions(string: _Text) -> Iterator[cst.BaseExpression]:
    """The expressions of a string's replacement fields, in source order, those of format specifications included."""
    if isinstance(string, cst.ConcatenatedString):
        for piece in (string.left, string.right):
            if not isinstance(piece, cst.SimpleString):
                yield from _expressions(piece)
        return
    yield from _fields(string.parts)


def _fields(
    parts: Sequence[cst.BaseFormattedStringContent] | Sequence[cst.BaseTemplatedStringContent],
) -> Iterator[cst.BaseExpression]:
    for part in parts:
        if isinstance(part, (cst.FormattedStringExpression, cst.TemplatedStringExpression)):
            yield part.expression
            yield from _fields(part.format_spec or ())
