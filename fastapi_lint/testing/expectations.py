"""Expectations in the comments of a suite's files: `# error: [FAL101] "text"`, `# missed: [FAL101] why`, directives."""

from __future__ import annotations

import difflib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi_lint.model.finding import Confidence, Finding, Severity

SEVERITIES = frozenset(str(severity) for severity in Severity)
MISSED = "missed"
ROUTES = "routes"

_MARK = re.compile(
    r"#\s*(?P<name>[a-z][a-z-]*):\s+"
    r'(?P<argument>(?:"(?:[^"\\]|\\.)*"|.)*?)\s*'  # a text in quotes may look like the next mark
    r"(?=#\s*[a-z][a-z-]*:\s|$)"
)
_FINDING = re.compile(
    r"\[(?P<code>[A-Z]+\d+)\]"
    r'(?:\s+"(?P<text>(?:[^"\\]|\\.)*)")?'
    r"(?:\s+confidence=(?P<confidence>high|medium|low))?"
)
_MISSED = re.compile(r"\[(?P<code>[A-Z]+\d+)\]\s+(?P<text>\S.*)")


class Slip(Exception):
    """An expectation that cannot be understood: the line of the file it stands on, and what is wrong."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(line, message)
        self.line, self.message = line, message


@dataclass(frozen=True)
class Expected:
    """One expectation at a line of a file.

    `name` is a severity, `missed`, `routes` or the name of a directive; `text` is what the message must contain, why a
    finding is missed, or the argument of the directive.
    """

    name: str
    path: str
    line: int
    text: str
    code: str = ""
    confidence: Confidence | None = None

    @property
    def is_finding(self) -> bool:
        """True if there must be a finding at the line."""
        return self.name in SEVERITIES

    def fits(self, finding: Finding) -> bool:
        """True if the finding is the one that is expected."""
        return (
            (finding.location.path, finding.span.line, finding.code) == (self.path, self.line, self.code)
            and finding.severity == self.name
            and self.text in finding.message
            and self.confidence in (None, finding.confidence)
        )

    def __str__(self) -> str:
        code = f" [{self.code}]" if self.code else ""
        text = f' "{self.text}"' if self.text and self.is_finding else f" {self.text}".rstrip()
        return f"# {self.name}:{code}{text}" + (f" confidence={self.confidence}" if self.confidence else "")


def expected_in(path: str, source: str, directives: frozenset[str]) -> Iterator[Expected]:
    """The expectations of a file, in order. A comment alone on its line speaks for the next line of code.

    Raises Slip for one that cannot be understood or whose name is nearly right.
    """
    waiting: list[tokenize.TokenInfo] = []
    for token in _tokens(source):
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip():
            waiting.append(token)
        elif token.type == tokenize.COMMENT:
            yield from _expected(token, path, token.start[0], directives)
        elif token.string.strip() and token.type not in (tokenize.NL, tokenize.ENDMARKER):
            for comment in waiting:
                yield from _expected(comment, path, token.start[0], directives)
            waiting.clear()
    for comment in waiting:
        if list(_expected(comment, path, 0, directives)):
            raise Slip(comment.start[0], "no code follows this expectation")


def _tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file. A case may hold a syntax error: the comments before it count, and the one on its line.

    Python 3.12 and newer refuse deep nesting on the spot, older ones read on.
    """
    commented = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            commented = token.start[0] if token.type == tokenize.COMMENT else commented
            yield token
    except (tokenize.TokenError, SyntaxError) as error:
        number = (error.lineno if isinstance(error, SyntaxError) else error.args[1][0]) or 0
        lines = source.split("\n")
        if commented < number <= len(lines) and "#" in lines[number - 1]:
            text = lines[number - 1]
            start = text.index("#")
            yield tokenize.TokenInfo(tokenize.COMMENT, text[start:], (number, start), (number, len(text)), text)


def _expected(comment: tokenize.TokenInfo, path: str, line: int, directives: frozenset[str]) -> Iterator[Expected]:
    for mark in _MARK.finditer(comment.string):
        name, argument = mark["name"], mark["argument"]
        if name in SEVERITIES:
            yield _finding(name, argument, path, line, comment.start[0])
        elif name == MISSED:
            found = _MISSED.fullmatch(argument)
            if not found:
                raise Slip(comment.start[0], f"`# missed: {argument}` must be `# missed: [CODE] why`")
            yield Expected(name, path, line, found["text"], found["code"])
        elif name == ROUTES or name in directives:
            yield Expected(name, path, line, argument)
        else:
            _refuse_slips(name, comment.start[0], directives)


def _finding(name: str, argument: str, path: str, line: int, stands_on: int) -> Expected:
    found = _FINDING.fullmatch(argument)
    if not found:
        raise Slip(stands_on, f'`# {name}: {argument}` must be `# {name}: [CODE] "part of the message"`')
    confidence = Confidence(found["confidence"]) if found["confidence"] else None
    return Expected(name, path, line, (found["text"] or "").replace('\\"', '"'), found["code"], confidence)


def _refuse_slips(name: str, line: int, directives: frozenset[str]) -> None:
    """Other comments are none of ours, but `# eror:` would be an expectation that never counts."""
    known = sorted({*SEVERITIES, MISSED, ROUTES, *directives})
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if close:
        raise Slip(line, f"unknown expectation `# {name}:`; did you mean `# {close[0]}:`?")
