"""Lambdas and comprehensions: expressions that open blocks."""

from __future__ import annotations

import ast
from typing import Literal

from fastapi_lint.facts.dispatch import EXPRESSIONS, expression
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.parameters import parameters
from fastapi_lint.facts.positions import Place, stretch
from fastapi_lint.facts.targets import bind, prepare
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import BlockKind

ComprehensionKind = Literal["list", "set", "dict", "generator"]


def _lambda(draft: Draft, node: ast.Lambda) -> ex.Expression:
    block = draft.open_block(BlockKind.LAMBDA, draft.place(node))
    draft.number(block)
    opened = draft.blocks[block]
    opened.parameters = parameters(draft, node.args)  # the defaults are evaluated outside
    outer, draft.block = draft.block, block
    opened.expression = EXPRESSIONS[node.body.__class__](draft, node.body)
    draft.block = outer
    return ex.Lambda(block)


def _comprehension(
    draft: Draft, kind: ComprehensionKind, element: tuple[ast.expr | None, ...], clauses: list[ast.comprehension]
) -> ex.Expression:
    """The clauses are nested blocks; the element, which stands first, belongs into the innermost of them."""
    outer = draft.block
    blocks: list[int] = []
    for clause in clauses:
        draft.block = draft.open_block(BlockKind.COMPREHENSION, _clause_place(draft, clause))
        blocks.append(draft.block)
    parts = [EXPRESSIONS[part.__class__](draft, part) for part in element if part is not None]
    for block, clause in zip(blocks, clauses, strict=True):
        _clause(draft, clause, block, outer if block == blocks[0] else block - 1)
    draft.block = outer
    return ex.Comprehension(kind, parts[0] if len(parts) == 1 else ex.Collection("tuple", tuple(parts)), blocks[-1])


def _clause(draft: Draft, clause: ast.comprehension, block: int, around: int) -> None:
    """One `for … in … if …`: its iterable is evaluated in the block around it."""
    draft.number(block)
    draft.block = block
    slots = prepare(draft, clause.target)
    draft.block = around
    iterable = draft.blocks[block].expression = expression(draft, clause.iter)
    draft.draws(iterable)
    draft.block = block
    bind(draft, slots, ex.Element(iterable, bool(clause.is_async)))
    for condition in clause.ifs:
        expression(draft, condition)


def _clause_place(draft: Draft, clause: ast.comprehension) -> Place:
    """From the target on: `ast` does not say where the word `for` stands."""
    return stretch(draft.place(clause.target), draft.place(clause.ifs[-1] if clause.ifs else clause.iter))


def _list_comprehension(draft: Draft, node: ast.ListComp) -> ex.Expression:
    return _comprehension(draft, "list", (node.elt,), node.generators)


def _set_comprehension(draft: Draft, node: ast.SetComp) -> ex.Expression:
    return _comprehension(draft, "set", (node.elt,), node.generators)


def _generator(draft: Draft, node: ast.GeneratorExp) -> ex.Expression:
    return _comprehension(draft, "generator", (node.elt,), node.generators)


def _dict_comprehension(draft: Draft, node: ast.DictComp) -> ex.Expression:
    return _comprehension(draft, "dict", (node.key, node.value), node.generators)


EXPRESSIONS.update(
    {
        ast.Lambda: _lambda,
        ast.ListComp: _list_comprehension,
        ast.SetComp: _set_comprehension,
        ast.GeneratorExp: _generator,
        ast.DictComp: _dict_comprehension,
    }
)
