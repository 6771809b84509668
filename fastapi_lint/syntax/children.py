"""Where each LibCST node keeps its children, in the order in which they stand in the source.

LibCST's own field order is not that of the source (a function's body comes before its decorators, an argument's value
before its keyword). Whitespace, commas, brackets and operators are no children here: they are two thirds of a tree,
and no rule looks at them.
"""

from __future__ import annotations

import inspect
from typing import Final, TypeAlias

import libcst as cst

NodeType: TypeAlias = type[cst.CSTNode]

_LEAVES = (
    cst.Break, cst.Continue, cst.Ellipsis, cst.Float, cst.FormattedStringText, cst.Imaginary, cst.ImportStar,
    cst.Integer, cst.Name, cst.Pass, cst.SimpleString, cst.TemplatedStringText,
)  # fmt: skip

_ORDER: Final[dict[NodeType, str]] = {
    # statements
    cst.Module: "body",
    cst.SimpleStatementLine: "body",
    cst.SimpleStatementSuite: "body",
    cst.IndentedBlock: "body",
    cst.FunctionDef: "decorators name type_parameters params returns body",
    cst.ClassDef: "decorators name type_parameters bases keywords body",
    cst.Decorator: "decorator",
    cst.If: "test body orelse",
    cst.Else: "body",
    cst.For: "target iter body orelse",
    cst.While: "test body orelse",
    cst.With: "items body",
    cst.WithItem: "item asname",
    cst.AsName: "name",
    cst.Try: "body handlers orelse finalbody",
    cst.TryStar: "body handlers orelse finalbody",
    cst.ExceptHandler: "type name body",
    cst.ExceptStarHandler: "type name body",
    cst.Finally: "body",
    cst.Expr: "value",
    cst.Assign: "targets value",
    cst.AssignTarget: "target",
    cst.AnnAssign: "target annotation value",
    cst.AugAssign: "target value",
    cst.Assert: "test msg",
    cst.Del: "target",
    cst.Raise: "exc cause",
    cst.Return: "value",
    cst.Global: "names",
    cst.Nonlocal: "names",
    cst.NameItem: "name",
    cst.Import: "names",
    cst.ImportFrom: "module names",
    cst.LazyImport: "names",
    cst.LazyImportFrom: "module names",
    cst.ImportAlias: "name asname",
    cst.TypeAlias: "name type_parameters value",
    cst.TypeParameters: "params",
    cst.TypeParam: "param default",
    cst.TypeVar: "name bound",
    cst.TypeVarTuple: "name",
    cst.ParamSpec: "name",
    # match
    cst.Match: "subject cases",
    cst.MatchCase: "pattern guard body",
    cst.MatchAs: "pattern name",
    cst.MatchClass: "cls patterns kwds",
    cst.MatchKeywordElement: "key pattern",
    cst.MatchList: "patterns",
    cst.MatchMapping: "elements rest",
    cst.MatchMappingElement: "key pattern",
    cst.MatchOr: "patterns",
    cst.MatchOrElement: "pattern",
    cst.MatchSequenceElement: "value",
    cst.MatchSingleton: "value",
    cst.MatchStar: "name",
    cst.MatchTuple: "patterns",
    cst.MatchValue: "value",
    # expressions
    cst.Attribute: "value attr",
    cst.Await: "expression",
    cst.BinaryOperation: "left right",
    cst.BooleanOperation: "left right",
    cst.Call: "func args",
    cst.Arg: "keyword value",
    cst.Comparison: "left comparisons",
    cst.ComparisonTarget: "comparator",
    cst.ConcatenatedString: "left right",
    cst.Dict: "elements",
    cst.DictElement: "key value",
    cst.StarredDictElement: "value",
    cst.Element: "value",
    cst.StarredElement: "value",
    cst.FormattedString: "parts",
    cst.FormattedStringExpression: "expression format_spec",
    cst.TemplatedString: "parts",
    cst.TemplatedStringExpression: "expression format_spec",
    cst.From: "item",
    cst.IfExp: "body test orelse",
    cst.Lambda: "params body",
    cst.Parameters: "posonly_params params star_arg kwonly_params star_kwarg",
    cst.Param: "name annotation default",
    cst.Annotation: "annotation",
    cst.List: "elements",
    cst.NamedExpr: "target value",
    cst.Set: "elements",
    cst.Slice: "lower upper step",
    cst.Index: "value",
    cst.Subscript: "value slice",
    cst.SubscriptElement: "slice",
    cst.Tuple: "elements",
    cst.UnaryOperation: "expression",
    cst.Yield: "value",
    # comprehensions
    cst.ListComp: "elt for_in",
    cst.SetComp: "elt for_in",
    cst.GeneratorExp: "elt for_in",
    cst.DictComp: "key value for_in",
    cst.StarredDictComp: "value for_in",
    cst.CompFor: "target iter ifs inner_for_in",
    cst.CompIf: "test",
}

CHILDREN: Final[dict[NodeType, tuple[str, ...]]] = {
    **dict.fromkeys(_LEAVES, ()),
    **{node_type: tuple(names.split()) for node_type, names in _ORDER.items()},
}
"""The fields of each structural node type that hold a node or a tuple of nodes, in source order."""


def structural_types(node_type: NodeType) -> tuple[NodeType, ...]:
    """The types of nodes that the walk meets under this one: itself, or all that derive from an abstract one."""
    if node_type in CHILDREN:
        return (node_type,)
    if not inspect.isabstract(node_type):
        return ()
    return tuple(sorted((kind for kind in CHILDREN if issubclass(kind, node_type)), key=lambda kind: kind.__name__))
