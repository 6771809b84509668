"""Fixes that propose a Pydantic model for a dictionary: a new class above the handler, with a field a key."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model.finding import Fix, Safety
from fastapi_lint.syntax.lazy import cst
from fastapi_lint.syntax.site import Site

if TYPE_CHECKING:
    from fastapi_lint.syntax.rewriting import Rewriting

MODEL_NAMES = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema",
        "schema_json", "update_forward_refs", "validate",
    }
)  # fmt: skip
"""What all models have under names that do not begin with `model_` or an underscore: no fields can be called so."""
_TYPES = {"Integer": "int", "Float": "float", "SimpleString": "str", "FormattedString": "str"}
_GIVES = {"builtins.len": "int", **{f"builtins.{name}": name for name in ("bool", "float", "int", "str")}}
_TAKEN = frozenset({"Any", "bool", "dict", "float", "int", "list", "str"})
_EMPTY = {"List": "list[Any]", "Dict": "dict[str, Any]"}


class Field(NamedTuple):
    """A field of a proposed model: its key, its type, and its default (empty: it is required).

    `is_asked_for`: the code asks whether it is there, so that any default will do.
    """

    key: str
    type: str
    default: str = ""
    is_asked_for: bool = False


class _Read(NamedTuple):
    """A use of a dictionary by a literal key: what stands there, and what takes its place."""

    node: cst.BaseExpression
    field: Field
    by: str


def model_fix(annotation: cst.Annotation, site: Site) -> Fix | None:
    """The fix that puts the proposed model of an annotation in its place, and what reads or makes the dictionary in the
    terms of the model; None where the handler does more with it."""
    view = site.annotation(annotation)
    if not view.proposal or not isinstance(site.root, cst.FunctionDef):
        return None
    fix = site.fix(f"propose a model `{view.proposal}`", Safety.UNSAFE)
    is_made = view.place == "return"
    fields = _made(site.root, view.proposal, fix, site) if is_made else _read(site.root, view.target, fix, site)
    if not fields or not all(_may_be_a_field(one.key) for one in fields):
        return None
    fix.replace(annotation.annotation, view.proposal).insert_above(_class(view.proposal, fields, fix))
    return fix.done()


def _class(name: str, fields: Sequence[Field], fix: Rewriting) -> str:
    lines = [f"class {name}({fix.name('pydantic.BaseModel')}):"]
    for one in fields:
        kind = one.type.replace("Any", fix.name("typing.Any")) if "Any" in one.type else one.type
        lines.append(f"    {one.key}: {kind}{f' = {one.default}' if one.default else ''}")
    return "\n".join(lines)


def _may_be_a_field(key: str) -> bool:
    is_name = key.isidentifier() and not keyword.iskeyword(key) and not key.startswith(("_", "model_"))
    return is_name and key not in MODEL_NAMES and key not in _TAKEN


# what is read


def _read(function: cst.FunctionDef, name: str, fix: Rewriting, site: Site) -> list[Field]:
    """The fields that a function reads of a parameter; none if it does anything else with it. Puts attributes there."""
    if name in site.dossier.captured:
        return []
    found: dict[str, Field] = {}
    for node in site.nodes_in(function.body, cst.Name):
        if not isinstance(node, cst.Name) or node.value != name or _is_label(node, site):
            continue
        read = _read_at(node, site)
        if read is None:
            return []
        known = found.get(read.field.key)
        merged = read.field if known is None else _merged(known, read.field)
        if merged is None:
            return []
        found[read.field.key] = merged
        fix.replace(read.node, read.by)
    return list(found.values())


def _is_label(node: cst.Name, site: Site) -> bool:
    """True for an attribute or a keyword of this name."""
    parent = site.parent(node)
    return (isinstance(parent, cst.Attribute) and parent.attr is node) or (
        isinstance(parent, cst.Arg) and parent.keyword is node
    )


def _read_at(node: cst.Name, site: Site) -> _Read | None:
    """`order["book"]`, `order.get("book", 1)`, `"book" in order`; None for anything else."""
    parent = site.parent(node)
    if isinstance(parent, cst.Subscript) and parent.value is node:
        return _subscript(parent, node.value, site)
    if isinstance(parent, cst.Attribute) and parent.attr.value == "get":
        return _got(parent, node.value, site)
    if isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, (cst.In, cst.NotIn)):
        comparison = site.parent(parent)
        key = _text(comparison.left) if isinstance(comparison, cst.Comparison) else None
        if key is not None and isinstance(comparison, cst.Comparison) and len(comparison.comparisons) == 1:
            return _Read(node, Field(key, "Any", "None", is_asked_for=True), f"{node.value}.model_fields_set")
    return None


def _subscript(node: cst.Subscript, name: str, site: Site) -> _Read | None:
    element = node.slice[0].slice if len(node.slice) == 1 else None
    key = _text(element.value) if isinstance(element, cst.Index) else None
    if key is None or _is_target(node, site):
        return None
    return _Read(node, Field(key, "Any"), f"{name}.{key}")


def _is_target(node: cst.CSTNode, site: Site) -> bool:
    """True within what is assigned to or deleted, be it by unpacking, `for` or `with`."""
    inner, around = node, site.parent(node)
    while isinstance(around, (cst.Element, cst.StarredElement, cst.Tuple, cst.List)):
        inner, around = around, site.parent(around)
    return isinstance(around, cst.AsName) or getattr(around, "target", None) is inner


def _got(node: cst.Attribute, name: str, site: Site) -> _Read | None:
    call = site.parent(node)
    if not isinstance(call, cst.Call) or call.func is not node or len(call.args) not in (1, 2):
        return None
    if any(each.keyword is not None or each.star for each in call.args):
        return None
    key = _text(call.args[0].value)
    if key is None:
        return None
    if len(call.args) == 1:
        return _Read(call, Field(key, "Any", "None"), f"{name}.{key}")
    default = call.args[1].value
    kind = _type_of(default)
    if isinstance(default, (cst.List, cst.Dict)) and not default.elements:
        kind = _EMPTY[type(default).__name__]
    return None if kind is None else _Read(call, Field(key, kind, _code(default, site)), f"{name}.{key}")


def _merged(one: Field, other: Field) -> Field | None:
    """What two uses of a key say together: a default of one counts for both, two different ones are too many."""
    given = [each for each in (one, other) if each.default and not each.is_asked_for]
    if given:
        return given[0] if given[0] == given[-1] else None
    return one if one.default else other


# what is made


def _made(function: cst.FunctionDef, name: str, fix: Rewriting, site: Site) -> list[Field]:
    """The fields of the displays that a function returns; none if it returns anything else. Makes models of them."""
    if any(_sets_model(each, site) for each in function.decorators):
        return []
    found: list[list[Field]] = []
    for node in site.nodes_in(function.body, cst.Return):
        display = node.value if isinstance(node, cst.Return) else None
        if not isinstance(display, cst.Dict):
            return []
        fields = list(_construct(display, name, fix, site))
        if len(fields) != len(display.elements):
            return []
        found.append(fields)
    return [_common(each) for each in zip(*found, strict=True)] if found else []


def _sets_model(decorator: cst.Decorator, site: Site) -> bool:
    """True if what is left out of a response is set: that is another thing for a model."""
    call = decorator.decorator
    given = call.args if isinstance(call, cst.Call) else ()
    return any(each.keyword is not None and each.keyword.value.startswith("response_model") for each in given)


def _construct(display: cst.Dict, name: str, fix: Rewriting, site: Site) -> Iterator[Field]:
    """`{"a": 1}` as `Name(a=1)`, comments and lines as they are; less fields than elements where that cannot be."""
    printer, (start, end) = site.tree.printer, site.tree.positions.offsets(display)
    fix.edit(printer.stretch(start, start + 1), f"{name}(")
    fix.edit(printer.stretch(end - 1, end), ")")
    for element in display.elements:
        key = _text(element.key) if isinstance(element, cst.DictElement) else None
        if key is None or not isinstance(element, cst.DictElement):
            return
        first, last = printer.offsets(element.key)[0], printer.offsets(element.value)[0]
        if "#" in printer.code[site.tree.positions.offsets(element.key)[1] : last]:
            return
        fix.edit(printer.stretch(first, last), f"{key}=")
        yield Field(key, _type_of(element.value) or _made_type(element.value, site) or "Any")


def _made_type(node: cst.BaseExpression, site: Site) -> str | None:
    """The type of `int(x)`, `len(x)`, `not x` and the like; None for anything else."""
    if isinstance(node, cst.Call):
        return _GIVES.get(site.call(node).callee)
    return "bool" if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not) else None


def _common(fields: Sequence[Field]) -> Field:
    return fields[0] if len({one.type for one in fields}) == 1 else fields[0]._replace(type="Any")


# expressions


def _text(node: cst.CSTNode) -> str | None:
    """The text of a plain string literal."""
    if not isinstance(node, cst.SimpleString):
        return None
    value = node.evaluated_value
    return value if isinstance(value, str) else None


def _type_of(node: cst.BaseExpression) -> str | None:
    """The type of a literal; None for anything else."""
    if isinstance(node, cst.Name):
        return {"True": "bool", "False": "bool", "None": "Any"}.get(node.value)
    if isinstance(node, cst.SimpleString) and _text(node) is None:
        return None  # bytes
    return _TYPES.get(type(node).__name__)


def _code(node: cst.BaseExpression, site: Site) -> str:
    start, end = site.tree.positions.offsets(node)
    return site.tree.printer.code[start:end]
