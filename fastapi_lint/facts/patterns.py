"""`match`: every case is a block, its captures are bindings, its class patterns narrow the subject."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from fastapi_lint.facts.dispatch import STATEMENTS, expression, suite
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import stretch
from fastapi_lint.facts.targets import unpacked
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import BlockKind


def _match(draft: Draft, node: ast.Match) -> None:
    subject = expression(draft, node.subject)
    outer = draft.block
    for case in node.cases:
        place = stretch(draft.place(case.pattern), draft.place(case.body[-1]))
        draft.block = draft.open_block(BlockKind.CASE, place, subject)
        _pattern(draft, case.pattern, subject)
        if case.guard is not None:
            expression(draft, case.guard)
        suite(draft, case.body)
        draft.block = outer


def _pattern(draft: Draft, node: ast.pattern, subject: ex.Expression) -> ex.Expression:
    """Record what a pattern binds; returns the subject as the pattern knows it."""
    reader = _PATTERNS.get(node.__class__)
    return subject if reader is None else reader(draft, node, subject)


def _as(draft: Draft, node: ast.MatchAs, subject: ex.Expression) -> ex.Expression:
    known = subject if node.pattern is None else _pattern(draft, node.pattern, subject)
    if node.name is not None:
        draft.bind(node.name, known, draft.place(node))
    return known


def _class(draft: Draft, node: ast.MatchClass, subject: ex.Expression) -> ex.Expression:
    narrowed = ex.Narrowed(subject, expression(draft, node.cls))
    if isinstance(subject, ex.Name):
        draft.bind(subject.id, narrowed, draft.place(node))
    for pattern in node.patterns:
        # Which attribute a positional pattern looks at is said by `__match_args__` of the class. `int(x)` and the
        # like, the commonest of them, capture the subject itself.
        _pattern(draft, pattern, narrowed if len(node.patterns) == 1 and _is_builtin(narrowed.type) else ex.UNKNOWN)
    for attr, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
        _pattern(draft, pattern, ex.Attribute(narrowed, attr))
    return narrowed


_SELF_CAPTURING = frozenset(
    {"bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}
)


def _is_builtin(kind: ex.Expression) -> bool:
    return isinstance(kind, ex.Name) and kind.id in _SELF_CAPTURING


def _sequence(draft: Draft, node: ast.MatchSequence, subject: ex.Expression) -> ex.Expression:
    after_star = False
    for position, pattern in enumerate(node.patterns):
        if isinstance(pattern, ast.MatchStar):
            after_star = True
            if pattern.name is not None:
                draft.bind(pattern.name, unpacked(subject, None), draft.place(pattern))
        else:
            place = position - len(node.patterns) if after_star else position
            _pattern(draft, pattern, unpacked(subject, place))
    return subject


def _mapping(draft: Draft, node: ast.MatchMapping, subject: ex.Expression) -> ex.Expression:
    for key, pattern in zip(node.keys, node.patterns, strict=True):
        _pattern(draft, pattern, ex.Subscript(subject, expression(draft, key)))
    if node.rest is not None:
        draft.bind(node.rest, ex.Mapping(((None, subject),)), draft.place(node))
    return subject


def _or(draft: Draft, node: ast.MatchOr, subject: ex.Expression) -> ex.Expression:
    """Alternatives: a name captured by each of them has several bindings, the subject is of one of their types."""
    start = len(draft.bindings)
    types = [_type_of(_pattern(draft, pattern, subject), subject) for pattern in node.patterns]
    if isinstance(subject, ex.Name):
        draft.bindings[start:] = [binding for binding in draft.bindings[start:] if binding.target != subject.id]
    kept = tuple([kind for kind in types if kind is not None])
    if len(kept) < len(types):
        return subject
    narrowed = ex.Narrowed(subject, ex.Collection("tuple", kept))
    if isinstance(subject, ex.Name):
        draft.bind(subject.id, narrowed, draft.place(node))
    return narrowed


def _type_of(known: ex.Expression, subject: ex.Expression) -> ex.Expression | None:
    return known.type if isinstance(known, ex.Narrowed) and known.value is subject else None


def _value(draft: Draft, node: ast.MatchValue, subject: ex.Expression) -> ex.Expression:
    expression(draft, node.value)
    return subject


_PATTERNS: dict[type[ast.pattern], Callable[[Draft, Any, ex.Expression], ex.Expression]] = {
    ast.MatchAs: _as,
    ast.MatchClass: _class,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchOr: _or,
    ast.MatchValue: _value,
}
STATEMENTS[ast.Match] = _match
