"""The index of a module's bodies: what they call, hand on, change and name otherwise, what they import."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import GROWING, Binding, Body, DefinitionTarget, ImportedName, ImportTarget, Names

_SETATTR = ex.Name("setattr")
_NAMING: frozenset[type] = frozenset({ImportTarget, ex.Name, ex.Attribute, ex.Operation, ex.Conditional, ex.Lambda})


class Index:
    """Grows with each body that is finished; functions are finished before what is around them."""

    def __init__(self) -> None:
        self._mentions: dict[str, list[int]] = {}
        self._changed: dict[str, list[int]] = {}
        self._called: set[str] = set()
        self._variables: set[str] = set()
        self._attributes: dict[str, list[int]] = {}
        self._imports: dict[int, list[ImportedName]] = {}
        self._borrowing: list[int] = []
        self._renames: set[tuple[str, str]] = set()
        self._local_renames: set[tuple[str, str]] = set()

    def add(self, number: int, body: Body, *, is_function: bool) -> None:
        """Take up the body of the definition with this number."""
        for name in _mentioned(body):
            self._mentions.setdefault(name, []).append(number)
        for name in _changed(body):
            self._changed.setdefault(name, []).append(number)
        self._called.update([call.name for call in body.calls])
        renaming = [binding for binding in body.bindings if binding.is_renaming]
        self._variables.update([binding.target for binding in renaming if _may_be_called(binding)])
        for block in body.blocks:
            if block.parameters:
                self._variables.update([parameter.name for parameter in block.parameters])
        if is_function:
            renaming = [binding for binding in renaming if binding.target in body.globals] if body.globals else []
        for name in {binding.target for binding in renaming} | _assigned(body):
            self._attributes.setdefault(name, []).append(number)
        for binding in body.bindings:
            if binding.value.__class__ in _NAMING:
                is_local = is_function and binding.target not in body.globals
                pairs = self._local_renames if is_local else self._renames
                pairs.update([(binding.target, name) for name in _last_names(binding.value)])
        for given in body.attribute_bindings:
            if given.value.__class__ in _NAMING:
                self._renames.update([(given.attr, name) for name in _last_names(given.value)])
        imported = [ImportedName(b.target, b.value) for b in body.bindings if b.value.__class__ is ImportTarget]
        if imported:
            self._imports[number] = imported
        if body.globals or body.nonlocals:
            self._borrowing.append(number)

    def names(self) -> Names:
        """All that was taken up, by the places of the definitions."""
        imports = dict.fromkeys(one for number in sorted(self._imports) for one in self._imports[number])
        return Names(
            mentions=_sorted(self._mentions),
            changed=_sorted(self._changed),
            called=tuple(sorted(self._called)),
            variables=tuple(sorted(self._variables)),
            attributes=_sorted(self._attributes),
            imports=tuple(imports),
            borrowing=tuple(sorted(self._borrowing)),
            renames=tuple(sorted(pair for pair in self._all_renames() if pair[0] != pair[1])),
        )

    def _all_renames(self) -> set[tuple[str, str]]:
        """Of local variables only those that are called."""
        return self._renames | {pair for pair in self._local_renames if pair[0] in self._called}


def _sorted(found: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _may_be_called(binding: Binding) -> bool:
    """True if the variable may be a function or class."""
    tag = binding.value.tag
    return tag != "constant" and (tag != "unknown" or binding.annotation is not None)


def _assigned(body: Body) -> set[str]:
    """The names of attributes that are assigned."""
    found = {assigned.attr for assigned in body.attribute_bindings}
    for call in body.calls:
        if call.func == _SETATTR and len(call.args) > 2 and isinstance(call.args[1], ex.Constant):
            found.add(str(call.args[1].value))
    return found


def _last_names(value: ex.Expression | ImportTarget | DefinitionTarget) -> list[str]:
    """The last parts of the names of what a value is, or may be; `` for a lambda."""
    if isinstance(value, ImportTarget):
        return [value.name or value.module.rpartition(".")[2]]
    if isinstance(value, ex.Name | ex.Attribute):
        return [_last_name(value)]
    if isinstance(value, ex.Operation):
        return [name for operand in value.operands for name in _last_names(operand)]
    if isinstance(value, ex.Conditional):
        return [*_last_names(value.body), *_last_names(value.orelse)]
    return [""] if isinstance(value, ex.Lambda) else []


def _mentioned(body: Body) -> set[str]:
    found: set[str] = set()
    for call in body.calls:
        found.add(_last_name(call.func))
        found.update([_last_name(one) for one in call.args if isinstance(one, ex.Name | ex.Attribute)])
        for keyword, argument in call.keywords:
            if keyword is not None:
                found.add(keyword)
            if isinstance(argument, ex.Name | ex.Attribute):
                found.add(_last_name(argument))
    return found


def _changed(body: Body) -> set[str]:
    """The names of collections that something is put into."""
    found = {_last_name(item.owner) for item in body.item_bindings}
    for call in body.calls:
        if isinstance(call.func, ex.Attribute) and call.func.attr in GROWING:
            found.add(_last_name(_held(call.func.value, body)))
    return found


def _held(receiver: ex.Expression, body: Body) -> ex.Expression:
    """The collection whose part is changed: `x` of `x[key].append(…)` and of `x.setdefault(key, []).append(…)`."""
    if isinstance(receiver, ex.Subscript):
        return receiver.value
    if isinstance(receiver, ex.CallResult):
        func = body.calls[receiver.call].func
        return func.value if isinstance(func, ex.Attribute) else receiver
    return receiver


def _last_name(expression: ex.Expression) -> str:
    if isinstance(expression, ex.Name):
        return expression.id
    return expression.attr if isinstance(expression, ex.Attribute) else ""
