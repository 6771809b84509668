"""The index of a module's bodies: what they call, hand on, change and name otherwise, what they import."""

from __future__ import annotations

from collections import defaultdict

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import (
    GROWING,
    Binding,
    Body,
    Call,
    DefinitionTarget,
    ImportedName,
    ImportTarget,
    Names,
)

_NAMING: frozenset[type] = frozenset({ImportTarget, ex.Name, ex.Attribute, ex.Operation, ex.Conditional, ex.Lambda})

_Numbers = defaultdict[str, list[int]]


class Index:
    """Grows with each body that is finished; functions are finished before what is around them."""

    def __init__(self) -> None:
        self._mentions: _Numbers = defaultdict(list)
        self._changed: _Numbers = defaultdict(list)
        self._called: set[str] = set()
        self._variables: set[str] = set()
        self._attributes: _Numbers = defaultdict(list)
        self._imports: dict[int, list[ImportedName]] = {}
        self._borrowing: list[int] = []
        self._renames: set[tuple[str, str]] = set()
        self._local_renames: set[tuple[str, str]] = set()

    def add(self, number: int, body: Body, *, is_function: bool) -> None:
        """Take up the body of the definition with this number."""
        changed = {_last_name(item.owner) for item in body.item_bindings} if body.item_bindings else set()
        assigned: set[str] = set()
        if body.calls:
            for name in self._called_in(body, changed, assigned):
                self._mentions[name].append(number)
        if body.bindings:
            self._add_bindings(number, body, is_function, assigned)
        for given in body.attribute_bindings:
            assigned.add(given.attr)
            if given.value.__class__ in _NAMING:
                self._renames.update([(given.attr, name) for name in _last_names(given.value)])
        for name in changed:
            self._changed[name].append(number)
        for name in assigned:
            self._attributes[name].append(number)
        for block in body.blocks:
            if block.parameters:
                self._variables.update([parameter.name for parameter in block.parameters])
        if body.globals or body.nonlocals:
            self._borrowing.append(number)

    def _called_in(self, body: Body, changed: set[str], assigned: set[str]) -> set[str]:
        """What the calls mention; what they put something into, and the attributes they set, go into the other sets."""
        mentioned: set[str] = set()
        called = self._called
        for call in body.calls:
            func = call.func
            name = ""
            if func.__class__ is ex.Attribute:
                name = func.attr
                called.add(f".{name}")
                if name in GROWING:
                    changed.add(_last_name(_held(func.value, body)))
            elif func.__class__ is ex.Name:
                name = func.id
                called.add(name)
                if name == "setattr":
                    assigned.update(_set_by(call))
            else:
                called.add(name)
            mentioned.add(name)
            if call.args or call.keywords:
                _note_arguments(call, mentioned)
        return mentioned

    def _add_bindings(self, number: int, body: Body, is_function: bool, assigned: set[str]) -> None:
        """Take up names that are bound; those that others can reach as attributes go into `assigned`."""
        imported: list[ImportedName] = []
        for binding in body.bindings:
            value, target = binding.value, binding.target
            if value.__class__ is DefinitionTarget:
                continue
            is_local = is_function and target not in body.globals
            if binding.is_renaming:
                if _may_be_called(binding):
                    self._variables.add(target)
                if not is_local:
                    assigned.add(target)
            if value.__class__ in _NAMING:
                pairs = self._local_renames if is_local else self._renames
                pairs.update([(target, name) for name in _last_names(value)])
                if value.__class__ is ImportTarget:
                    imported.append(ImportedName(target, value))
        if imported:
            self._imports[number] = imported

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


def _sorted(found: _Numbers) -> dict[str, tuple[int, ...]]:
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _may_be_called(binding: Binding) -> bool:
    """True if the variable may be a function or class."""
    tag = binding.value.tag
    return tag != "constant" and (tag != "unknown" or binding.annotation is not None)


def _note_arguments(call: Call, mentioned: set[str]) -> None:
    """What a call hands on, and the names of the parameters that it gives."""
    for argument in call.args:
        if argument.__class__ is ex.Name:
            mentioned.add(argument.id)
        elif argument.__class__ is ex.Attribute:
            mentioned.add(argument.attr)
    for keyword, argument in call.keywords:
        if keyword is not None:
            mentioned.add(keyword)
        if argument.__class__ is ex.Name:
            mentioned.add(argument.id)
        elif argument.__class__ is ex.Attribute:
            mentioned.add(argument.attr)


def _set_by(call: Call) -> list[str]:
    """The name of the attribute that a call of `setattr` assigns, if it is spelt out."""
    return [str(call.args[1].value)] if len(call.args) > 2 and isinstance(call.args[1], ex.Constant) else []


def _last_names(value: ex.Expression | ImportTarget | DefinitionTarget) -> list[str]:
    """The last parts of the names of what a value is, or may be; `` for a lambda."""
    if value.__class__ is ex.Name:
        return [value.id]
    if value.__class__ is ex.Attribute:
        return [value.attr]
    if value.__class__ is ImportTarget:
        return [value.name or value.module.rpartition(".")[2]]
    if value.__class__ is ex.Operation:
        return [name for operand in value.operands for name in _last_names(operand)]
    if value.__class__ is ex.Conditional:
        return [*_last_names(value.body), *_last_names(value.orelse)]
    return [""] if value.__class__ is ex.Lambda else []


def _held(receiver: ex.Expression, body: Body) -> ex.Expression:
    """The collection whose part is changed: `x` of `x[key].append(…)` and of `x.setdefault(key, []).append(…)`."""
    if receiver.__class__ is ex.Subscript:
        return receiver.value
    if receiver.__class__ is ex.CallResult:
        func = body.calls[receiver.call].func
        return func.value if func.__class__ is ex.Attribute else receiver
    return receiver


def _last_name(expression: ex.Expression) -> str:
    if expression.__class__ is ex.Name:
        return expression.id
    return expression.attr if expression.__class__ is ex.Attribute else ""
