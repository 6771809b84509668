"""Parameters of functions and lambdas, in the order of the source."""

from __future__ import annotations

import ast

from fastapi_lint.facts.annotations import annotation
from fastapi_lint.facts.dispatch import expression
from fastapi_lint.facts.draft import Draft
from fastapi_lint.model.facts import Annotation, Parameter, ParameterKind

_POSITIONAL_ONLY, _POSITIONAL = ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL  # each lookup takes a while


def parameters(draft: Draft, node: ast.arguments) -> tuple[Parameter, ...]:
    """Read parameters with their annotations and defaults in the open block."""
    found: list[Parameter] = []
    positional_only, defaults = node.posonlyargs, node.defaults
    plain = [*positional_only, *node.args] if positional_only else node.args
    without_default = len(plain) - len(defaults)
    for position, argument in enumerate(plain):
        kind = _POSITIONAL_ONLY if position < len(positional_only) else _POSITIONAL
        default = defaults[position - without_default] if position >= without_default else None
        found.append(_parameter(draft, argument, kind, default))
    if node.vararg is not None:
        found.append(_parameter(draft, node.vararg, ParameterKind.VAR_POSITIONAL, None))
    for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        found.append(_parameter(draft, argument, ParameterKind.KEYWORD_ONLY, default))
    if node.kwarg is not None:
        found.append(_parameter(draft, node.kwarg, ParameterKind.VAR_KEYWORD, None))
    return tuple(found)


def _parameter(draft: Draft, node: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    kept, written = None, node.annotation
    if written is not None:
        kept = annotation(draft, written)
        line, column, height, end = draft.place(written)
        draft.annotations.append(Annotation(line, column, height, end, node.arg, "parameter", kept))
    value = None if default is None else expression(draft, default)
    return Parameter(node.arg, kind, kept, value, node.lineno)
