"""Modules, classes and functions. Their headers (decorators, parameters, bases) belong to what they introduce."""

from __future__ import annotations

import ast
from typing import Any

from fastapi_lint.facts.annotations import annotation
from fastapi_lint.facts.calls import class_arguments
from fastapi_lint.facts.dispatch import STATEMENTS, expression, statement_place, suite, suite_place
from fastapi_lint.facts.draft import BlockDraft, Draft, ModuleDraft
from fastapi_lint.facts.parameters import parameters
from fastapi_lint.facts.positions import stretch
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import (
    Annotation,
    Binding,
    BlockKind,
    Definition,
    DefinitionKind,
    DefinitionTarget,
    Names,
    Parameter,
)

HEADER = 1
"""The block of a class's or function's header. Its parent is -1: the header runs where the definition stands."""


def module(text: str, tree: ast.Module) -> tuple[tuple[Definition, ...], Names]:
    """Every definition of a module in source order, the module itself first, and an index of their bodies."""
    shared = ModuleDraft(text)
    last = len(shared.lines)
    end_column = len(shared.lines[-1]) + 1
    draft = Draft(shared, "", False, (1, 1, last - 1, end_column))
    suite(draft, tree.body)
    shared.definitions[0] = Definition(
        kind=DefinitionKind.MODULE,
        name="",
        qualname="",
        parent=-1,
        first_line=1,
        column=1,
        last_line=last,
        end_column=end_column,
        line=1,
        is_async=False,
        is_generator=False,
        parameters=(),
        returns=None,
        decorators=(),
        bases=(),
        keywords=(),
        type_parameters=(),
        docstring=_has_docstring(tree.body),
        stored=draft.stored(),
    )
    return tuple([each for each in shared.definitions if each is not None]), shared.index.names()


def _function(draft: Draft, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    inner = _introduce(draft, node, is_function=True)
    decorators = _decorators(inner, node)
    names = type_parameters(inner, node)
    taken = parameters(inner, node.args)
    returns = None
    if node.returns is not None:
        returns = annotation(inner, node.returns)
        line, column, height, end = inner.place(node.returns)
        inner.annotations.append(Annotation(line, column, height, end, "return", "return", returns))
    inner.block = 0
    suite(inner, node.body)
    _finish(draft, inner, node, decorators, names, taken=taken, returns=returns)


def _class(draft: Draft, node: ast.ClassDef) -> None:
    inner = _introduce(draft, node, is_function=False)
    decorators = _decorators(inner, node)
    names = type_parameters(inner, node)
    bases, keywords = class_arguments(inner, node)
    inner.block = 0
    suite(inner, node.body)
    _finish(draft, inner, node, decorators, names, bases=bases, keywords=keywords)


def _introduce(draft: Draft, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, is_function: bool) -> Draft:
    """Bind the name, and open a draft of the definition with its header as the open block."""
    name = node.name
    qualname = f"{draft.qualname}.<locals>.{name}" if draft.is_function else f"{draft.qualname}.{name}".lstrip(".")
    body = suite_place(draft, node.body)
    inner = Draft(draft.module, qualname, is_function, body)
    place = draft.place(node)
    start = statement_place(draft, node) if node.decorator_list else place
    inner.extent = stretch(start, place)
    header = stretch(start, (*body[:2], 0, body[1]))
    inner.blocks.append(BlockDraft(-1, BlockKind.HEADER, header, None, True))
    inner.block = HEADER
    line, column, _, _ = place
    draft.bindings.append(Binding(name, DefinitionTarget(inner.index), None, line, column, draft.block, 0, column))
    return inner


def _decorators(inner: Draft, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[ex.Expression, ...]:
    if not node.decorator_list:
        return ()
    inner.keeps_reads = False
    found = tuple([expression(inner, decorator) for decorator in node.decorator_list])
    inner.keeps_reads = True
    return found


def type_parameters(draft: Draft, node: Any) -> tuple[str, ...]:
    """The names of the type parameters (PEP 695); their bounds and defaults are read for what they call."""
    found = []
    for parameter in getattr(node, "type_params", ()):
        found.append(parameter.name)
        for field in ("bound", "default_value"):
            if (value := getattr(parameter, field, None)) is not None:
                annotation(draft, value)
    return tuple(found)


def _finish(
    draft: Draft,
    inner: Draft,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    decorators: tuple[ex.Expression, ...],
    names: tuple[str, ...],
    *,
    taken: tuple[Parameter, ...] = (),
    returns: ex.Expression | None = None,
    bases: tuple[ex.Expression, ...] = (),
    keywords: tuple[tuple[str | None, ex.Expression], ...] = (),
) -> None:
    is_class = isinstance(node, ast.ClassDef)
    line, column, height, end_column = inner.extent
    inner.module.definitions[inner.index] = Definition(
        kind=DefinitionKind.CLASS if is_class else DefinitionKind.FUNCTION,
        name=node.name,
        qualname=inner.qualname,
        parent=draft.index,
        first_line=line,
        column=column,
        last_line=line + height,
        end_column=end_column,
        line=node.lineno,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=inner.is_generator and not is_class,
        parameters=taken,
        returns=returns,
        decorators=decorators,
        bases=bases,
        keywords=keywords,
        type_parameters=names,
        docstring=_has_docstring(node.body),
        stored=inner.stored(),
    )


def _has_docstring(body: list[ast.stmt]) -> bool:
    first = body[0] if body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)


STATEMENTS.update({ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.ClassDef: _class})
