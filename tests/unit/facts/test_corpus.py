"""Properties that hold on real code: a sample of the standard library and of the installed packages."""

from __future__ import annotations

import ast
import random
import sysconfig
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from fastapi_lint.facts.codec import decode, encode
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import Definition, ModuleFacts
from fastapi_lint.model.location import Span

SAMPLE = 150
LONGEST = 100_000  # bytes: a sample of a few long files would say less in more time


@cache
def _sample() -> tuple[Path, ...]:
    folders = {Path(sysconfig.get_paths()[name]) for name in ("stdlib", "purelib")}
    found = sorted(path for folder in folders for path in folder.rglob("*.py") if path.stat().st_size < LONGEST)
    return tuple(sorted(random.Random(7).sample(found, SAMPLE)))


@cache
def _read(path: Path) -> tuple[str, ast.Module, ModuleFacts] | None:
    """Text, tree and facts of a file, or None for the deliberately broken ones that packages test themselves with."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    facts = extract_facts(text, str(path))
    assert isinstance(facts, ModuleFacts), facts
    return text, tree, facts


@pytest.fixture(scope="module")
def corpus() -> list[tuple[str, ast.Module, ModuleFacts]]:
    return [each for path in _sample() if (each := _read(path)) is not None]


def test_the_corpus_is_large_enough_to_say_something(corpus):
    assert len(corpus) > SAMPLE * 0.9
    assert sum(len(definition.body.calls) for _, _, facts in corpus for definition in facts.definitions) > 5000


def test_every_call_and_definition_is_found_once(corpus):
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for _, tree, facts in corpus:
        nodes = list(ast.walk(tree))
        assert _count(nodes, ast.Call) == sum(len(each.body.calls) for each in facts.definitions)
        assert _count(nodes, definitions) == len(facts.definitions) - 1
        assert _count(nodes, ast.Await) == sum(len(each.body.awaits) for each in facts.definitions)


@pytest.mark.parametrize(
    ("family", "kinds"),
    [
        ((ast.For, ast.AsyncFor), ("for", "async-for")),
        ((ast.While,), ("while",)),
        ((ast.With, ast.AsyncWith), ("with", "async-with")),
        ((ast.comprehension,), ("comprehension",)),
        ((ast.Lambda,), ("lambda",)),
    ],
)
def test_every_loop_context_and_lambda_is_numbered_in_order(corpus, family, kinds):
    for _, tree, facts in corpus:
        found = 0
        for definition in facts.definitions:
            blocks = [block for block in definition.body.blocks if block.kind in kinds]
            found += len(blocks)
            assert sorted(block.ordinal for block in blocks) == list(range(len(blocks)))
            if not _has_fstring(tree):
                spans = [block.span for block in sorted(blocks, key=lambda block: block.ordinal)]
                assert spans == sorted(spans, key=_place)
        assert found == _count(ast.walk(tree), family)


def test_everything_is_in_source_order(corpus):
    for _, _, facts in corpus:
        for definition in facts.definitions:
            body = definition.body
            for things in (body.calls, body.reads, body.contexts, body.annotations, body.outcomes):
                assert all(_place(first.span) <= _place(second.span) for first, second in pairwise(things))


def test_own_parts_are_disjoint(corpus):
    """What a definition lists stands within its extent and outside of those nested in it."""
    for _, _, facts in corpus:
        for index, definition in enumerate(facts.definitions):
            nested = [each.span for each in facts.definitions if each.parent == index]
            for call in definition.body.calls:
                assert _within(call.span, definition.span)
                assert not any(_within(call.span, span) for span in nested)


def test_definitions_start_at_their_decorators(corpus):
    for text, _, facts in corpus:
        lines = text.split("\n")
        for definition in facts.definitions[1:]:
            start = lines[definition.span.line - 1][definition.span.column - 1 :]
            assert start.startswith(("@", "def ", "async ", "class ", "def\t")), start


def test_references_lead_somewhere(corpus):
    for _, _, facts in corpus:
        assert [each.parent < index for index, each in enumerate(facts.definitions)].count(False) == 0
        for definition in facts.definitions:
            blocks = definition.body.blocks
            assert all(block.parent < index for index, block in enumerate(blocks))
            assert all(block.reachable <= _parent_reachable(definition, block.parent) for block in blocks)


def test_storing_and_reading_again_gives_the_same(corpus):
    for text, _, facts in corpus:
        assert encode(decode(encode(facts))) == encode(facts)
        assert encode(extract_facts(text, "elsewhere.py")) == encode(facts)


def _parent_reachable(definition: Definition, parent: int) -> bool:
    return parent < 0 or definition.body.blocks[parent].reachable


def _count(nodes, kinds) -> int:
    return sum(isinstance(node, kinds) for node in nodes)


def _has_fstring(tree: ast.Module) -> bool:
    """Places within f-strings are not known on older hosts."""
    return any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree))


def _place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, -span.end_line, -span.end_column


def _within(inner: Span, outer: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]
