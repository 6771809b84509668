"""The structure of LibCST's nodes by their types, and which types an abstract one stands for."""

from __future__ import annotations

import inspect
from typing import Final, TypeAlias

import libcst as cst

from fastapi_lint.syntax.structure import FIELDS

NodeType: TypeAlias = type[cst.CSTNode]

CHILDREN: Final[dict[NodeType, tuple[str, ...]]] = {getattr(cst, name): fields for name, fields in FIELDS.items()}
"""The fields of each structural node type that hold a node or a tuple of nodes, in source order."""


def structural_types(node_type: NodeType) -> tuple[NodeType, ...]:
    """The types of nodes that the walk meets under this one: itself, or all that derive from an abstract one."""
    if node_type in CHILDREN:
        return (node_type,)
    if not inspect.isabstract(node_type):
        return ()
    return tuple(sorted((kind for kind in CHILDREN if issubclass(kind, node_type)), key=lambda kind: kind.__name__))
