"""Reads a Markdown suite: each heading with files is a case, each fenced block a file, a configuration or a chain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from fastapi_lint.testing.error import SuiteError
from fastapi_lint.testing.expectations import Expected, Slip, expected_in

DEFAULT_PATH = "main.py"
_PYTHON = frozenset({"py", "python"})
_FRONT_MATTER = re.compile(r"\A---\n(?P<body>.*?)^---\n", re.DOTALL | re.MULTILINE)
_RULES = re.compile(r"rules:\s*\[(?P<rules>[^\]]+)\]\s*")
_PATH_LINE = re.compile(r"`(?P<path>[^`]+)`:?")
_PROMISES_NOTHING = re.compile(r"(no findings?|fine)\b", re.IGNORECASE)


class File(NamedTuple):
    """A file of a case. `line` is that of its first line in the Markdown file."""

    path: str
    text: str
    line: int


@dataclass(frozen=True)
class Case:
    """One heading with its files: a small project, what is expected of it, and the settings to check it with.

    `title` has the headings above it as well, from the second level on. `chains` are the expected ways to a leaf, each
    a tuple of lines `path:line function -> call`.
    """

    title: str
    line: int
    files: tuple[File, ...]
    expected: tuple[Expected, ...]
    settings: Mapping[str, Any]
    chains: tuple[tuple[str, ...], ...]
    promises_nothing: bool

    def markdown_line(self, path: str, line: int) -> int:
        """Where a line of one of its files stands in the Markdown file; the heading's if the file is none of it."""
        return next((file.line + line - 1 for file in self.files if file.path == path), self.line)


@dataclass(frozen=True)
class Suite:
    """A Markdown file of cases. `rules` are the codes or names that its front matter sets, if it does."""

    path: str
    rules: tuple[str, ...]
    cases: tuple[Case, ...]


@dataclass
class _Section:
    """A heading and what stands under it before the next one."""

    path: str
    title: str
    level: int
    line: int
    above: _Section | None
    files: list[File] = field(default_factory=list)
    chains: list[tuple[str, ...]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    is_parent: bool = False

    def lineage(self) -> Iterator[_Section]:
        section: _Section | None = self
        while section is not None:
            yield section
            section = section.above

    def take(self, block: Token, path: str | None, line: int) -> None:
        """Files the block under its kind; a block of another language without a path is prose."""
        language = block.info.strip().partition(" ")[0]
        if path or language in _PYTHON:
            self._add_file(File(path or DEFAULT_PATH, block.content, line))
        elif language == "toml":
            self._configure(block.content, line)
        elif language == "trace":
            self.chains.append(tuple(each.strip() for each in block.content.splitlines() if each.strip()))

    def _add_file(self, file: File) -> None:
        if any(other.path == file.path for other in self.files):
            message = f"two files `{file.path}` in one case; put a line with the path in backticks before the block"
            raise SuiteError(self.path, file.line, message)
        self.files.append(file)

    def _configure(self, text: str, line: int) -> None:
        try:
            self.settings.update(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise SuiteError(self.path, line, f"configuration is not valid TOML: {error}") from error


def read_suite(text: str, path: str, directives: frozenset[str] = frozenset()) -> Suite:
    """The cases of a Markdown file; `directives` are names of comments that are evaluated besides `error` and its like.

    Raises SuiteError for a suite without cases, a case without files or expectations, and whatever else would make a
    test that cannot fail.
    """
    rules, body, skipped = _front_matter(text, path)
    sections = list(_sections(body, path, skipped))
    cases = tuple(_case(section, directives) for section in sections if section.files or not section.is_parent)
    if not cases:
        raise SuiteError(path, 0, "a suite needs at least one heading with files under it")
    titles = [case.title for case in cases]
    for number, case in enumerate(cases):
        if case.title in titles[:number]:
            raise SuiteError(path, case.line, f"two cases are called `{case.title}`")
    return Suite(path, rules, cases)


def _front_matter(text: str, path: str) -> tuple[tuple[str, ...], str, int]:
    """The rules it sets, the text after it, and how many lines it takes."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return (), text, 0
    rules = _RULES.fullmatch(found["body"])
    if not rules:
        raise SuiteError(path, 1, "front matter must be one line such as `rules: [FAL101, FAL102]`")
    return tuple(each.strip() for each in rules["rules"].split(",")), text[found.end() :], found[0].count("\n")


def _sections(text: str, path: str, skipped: int) -> Iterator[_Section]:
    """The headings in order, each filled with its blocks."""
    section: _Section | None = None
    tokens = MarkdownIt().parse(text)
    for index, token in enumerate(tokens):
        line = (token.map[0] if token.map else 0) + 1 + skipped
        if token.type == "heading_open":
            if section is not None:
                yield section
            section = _section(tokens[index + 1].content, int(token.tag[1:]), line, section, path)
        elif token.type == "fence":
            if section is None:
                raise SuiteError(path, line, "a block stands before the first heading")
            section.take(token, _path_before(tokens, index), line + 1)
    if section is not None:
        yield section


def _section(title: str, level: int, line: int, before: _Section | None, path: str) -> _Section:
    lineage = before.lineage() if before else iter(())
    above = next((each for each in lineage if each.level < level), None)
    if above is not None:
        above.is_parent = True
    return _Section(path, title, level, line, above)


def _path_before(tokens: list[Token], index: int) -> str | None:
    """The path on the line directly before a block, if there is one."""
    block, before = tokens[index], tokens[index - 2 : index]
    if [token.type for token in before] != ["inline", "paragraph_close"]:
        return None
    place = before[0].map
    found = _PATH_LINE.fullmatch(before[0].content.splitlines()[-1].strip())
    return found["path"] if found and place and block.map and place[1] >= block.map[0] - 1 else None


def _case(section: _Section, directives: frozenset[str]) -> Case:
    lineage = list(section.lineage())[::-1]
    modules = [file for file in section.files if file.path.endswith(".py")]
    expected = tuple(each for file in modules for each in _expected(section.path, file, directives))
    settings: dict[str, Any] = {}
    for each in lineage:
        settings.update(each.settings)
    case = Case(
        " / ".join(each.title for each in lineage if each.level > 1 or len(lineage) == 1),
        section.line,
        tuple(section.files),
        expected,
        settings,
        tuple(section.chains),
        any(_PROMISES_NOTHING.match(each.title) for each in lineage),
    )
    _refuse_what_cannot_fail(case, section.path)
    return case


def _expected(path: str, file: File, directives: frozenset[str]) -> tuple[Expected, ...]:
    try:
        return tuple(expected_in(file.path, file.text, directives))
    except Slip as slip:
        raise SuiteError(path, file.line + slip.line - 1, slip.message) from slip


def _refuse_what_cannot_fail(case: Case, path: str) -> None:
    if not case.files:
        raise SuiteError(path, case.line, f"case `{case.title}` has no files")
    if not case.expected and not case.chains and not case.promises_nothing:
        message = f"case `{case.title}` expects nothing; if so, let a heading start with `No finding` or `Fine`"
        raise SuiteError(path, case.line, message)
    for each in case.expected:
        if case.promises_nothing and each.is_finding:
            message = f"case `{case.title}` promises no finding and expects one"
            raise SuiteError(path, case.markdown_line(each.path, each.line), message)
