"""Statements that bind names: assignments, imports, `global`, `type`."""

from __future__ import annotations

import ast
from typing import Any

from fastapi_lint.facts.annotations import annotation
from fastapi_lint.facts.definitions import type_parameters
from fastapi_lint.facts.dispatch import EXPRESSIONS, STATEMENTS, expression
from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.operators import AUGMENTED, BINARY
from fastapi_lint.facts.targets import Slot, bind, prepare
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Annotation, Binding, ImportTarget


def _assign(draft: Draft, node: ast.Assign) -> None:
    prepared = [prepare(draft, target) for target in node.targets]
    read = node.value
    value = EXPRESSIONS[read.__class__](draft, read)
    for slots in prepared:
        bind(draft, slots, value, read=read)


def _annotated_assign(draft: Draft, node: ast.AnnAssign) -> None:
    """A declaration without a value binds the name to an unknown value: it is the annotation that counts."""
    slots = prepare(draft, node.target)
    kept = annotation(draft, node.annotation)
    line, column, height, end = draft.place(node.annotation)
    draft.annotations.append(Annotation(line, column, height, end, _dotted(slots), "variable", kept))
    value: ex.Expression = ex.UNKNOWN
    if node.value is not None:
        is_alias = "TypeAlias" in (getattr(kept, "id", None), getattr(kept, "attr", None))
        value = annotation(draft, node.value) if is_alias else expression(draft, node.value)
    bind(draft, slots, value, kept, node.value)


def _dotted(slots: list[Slot]) -> str:
    """`x` or `self.x`; an item of something has no name."""
    slot = slots[0] if slots else None
    if slot is None or slot.key is not None:
        return ""
    if slot.owner is None:
        return slot.name
    parts, owner = [slot.name], slot.owner
    while owner.__class__ is ex.Attribute:
        parts.append(owner.attr)
        owner = owner.value
    if owner.__class__ is ex.Name:
        parts.append(owner.id)
    return ".".join(reversed(parts))


def _augmented_assign(draft: Draft, node: ast.AugAssign) -> None:
    slots = prepare(draft, node.target)
    value = expression(draft, node.value)
    for slot in slots:
        operation = ex.Operation(BINARY[node.op.__class__], (_loaded(slot), value))
        draft.applies(ex.Operation(AUGMENTED[node.op.__class__], operation.operands), node)
        bind(draft, [slot], operation, read=node.value)


def _loaded(slot: Slot) -> ex.Expression:
    """The value that a target has before it is bound anew."""
    if slot.owner is None:
        return ex.Name(slot.name)
    return ex.Attribute(slot.owner, slot.name) if slot.key is None else ex.Subscript(slot.owner, slot.key)


def _import(draft: Draft, node: ast.Import) -> None:
    """`import a.b` binds `a` to the module `a`; `import a.b as c` binds `c` to the module `a.b`."""
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        runs = alias.name if name != alias.name and not alias.asname else ""
        _bind_import(draft, name, ImportTarget(alias.name if alias.asname else name, runs=runs), alias)


def _import_from(draft: Draft, node: ast.ImportFrom) -> None:
    for alias in node.names:
        target = ImportTarget(node.module or "", alias.name, node.level)
        _bind_import(draft, alias.asname or alias.name, target, alias)


def _bind_import(draft: Draft, name: str, target: ImportTarget, alias: ast.alias) -> None:
    line, column, _, _ = draft.place(alias)
    draft.bindings.append(Binding(name, target, None, line, column, draft.block, 0, column))


def _global(draft: Draft, node: ast.Global) -> None:
    draft.global_names += node.names


def _nonlocal(draft: Draft, node: ast.Nonlocal) -> None:
    draft.nonlocal_names += node.names


def _type_alias(draft: Draft, node: Any) -> None:
    """`type X[T] = …` (PEP 695)."""
    type_parameters(draft, node)
    draft.bind(node.name.id, annotation(draft, node.value), draft.place(node.name))


STATEMENTS.update(
    {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated_assign,
        ast.AugAssign: _augmented_assign,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Global: _global,
        ast.Nonlocal: _nonlocal,
    }
)
if hasattr(ast, "TypeAlias"):  # Python 3.12
    STATEMENTS[ast.TypeAlias] = _type_alias
