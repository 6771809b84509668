"""Places: where a step stands, and how reports write it."""

from __future__ import annotations

from fastapi_lint.model.effect import Hop
from fastapi_lint.project.flow.steps import Step
from fastapi_lint.project.flow.text import call_text, text_of
from fastapi_lint.project.flow.units import Unit

_KEYWORDS = {"while": "while", "for": "for … in", "async-for": "for … in", "comprehension": "for … in"}


def end_of(unit: Unit, step: Step) -> tuple[int, int]:
    """Where a step ends: `open(x).read()` runs `open` first, and that ends first. A loop counts from its start."""
    body = unit.scope.body
    if step.kind == "call":
        span = body.calls[step.number].span
    elif step.kind == "context":
        span = body.contexts[step.number].span
    elif step.kind == "read":
        span = body.reads[step.number].span
    elif step.kind == "operation":
        span = body.operations[step.number].span
    elif step.kind == "loop":
        span = body.blocks[step.number].span
        return span.line, span.column
    else:
        span = unit.scope.definition.span
    return span.end_line, span.end_column


def hop_of(unit: Unit, step: Step) -> Hop:
    """A step as a hop of a witness: where it stands and what is written there."""
    scope = unit.scope
    body = scope.body
    if step.kind == "call":
        span, text = body.calls[step.number].span, call_text(scope, step.number)
    elif step.kind == "context":
        context = body.contexts[step.number]
        span, text = context.span, f"with {text_of(context.manager, scope)}"
    elif step.kind == "read":
        read = body.reads[step.number]
        span, text = read.span, text_of(read.expression, scope)
    elif step.kind == "operation":
        applied = body.operations[step.number]
        span, text = applied.span, text_of(applied.expression, scope)
    elif step.kind == "loop":
        block = body.blocks[step.number]
        span, text = block.span, f"{_KEYWORDS.get(str(block.kind), 'for')} {text_of(block.expression, scope)}"
    else:
        span, text = scope.definition.span, f"{scope.definition.name}(…)"
    return Hop(scope.module.path, span.line, span.column, unit.name, text)
