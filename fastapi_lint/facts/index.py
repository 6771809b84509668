"""The index of a module's bodies: what they call, hand on and change, what they import."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Body, ImportedName, ImportTarget, Names

_HANDED = 2
"""Arguments of a call that may be a function which is handed on: it stands first, or behind an executor."""

_SETATTR = ex.Name("setattr")


class Index:
    """Grows with each body that is finished; functions are finished before what is around them."""

    def __init__(self) -> None:
        self._mentions: dict[str, list[int]] = {}
        self._imports: dict[int, list[ImportedName]] = {}
        self._borrowing: list[int] = []

    def add(self, number: int, body: Body) -> None:
        """Take up the body of the definition with this number."""
        for name in _mentioned(body):
            self._mentions.setdefault(name, []).append(number)
        imported = [ImportedName(b.target, b.value) for b in body.bindings if b.value.__class__ is ImportTarget]
        if imported:
            self._imports[number] = imported
        if body.globals or body.nonlocals:
            self._borrowing.append(number)

    def names(self) -> Names:
        """All that was taken up, by the places of the definitions."""
        imports = dict.fromkeys(one for number in sorted(self._imports) for one in self._imports[number])
        mentions = {name: tuple(sorted(numbers)) for name, numbers in self._mentions.items()}
        return Names(dict(sorted(mentions.items())), tuple(imports), tuple(sorted(self._borrowing)))


def _mentioned(body: Body) -> set[str]:
    found: set[str] = set()
    for call in body.calls:
        func = call.func
        if isinstance(func, ex.Attribute):
            found.add(func.attr)
            receiver = func.value
            found.add(receiver.id if isinstance(receiver, ex.Name) else _last_name(_held(receiver, body)))
        else:
            found.add(_last_name(func))
            if func == _SETATTR and len(call.args) > 1 and isinstance(call.args[1], ex.Constant):
                found.add(str(call.args[1].value))
        for argument in call.args[:_HANDED]:
            if isinstance(argument, ex.Name):
                found.add(argument.id)
            elif isinstance(argument, ex.Attribute):
                found.add(argument.attr)
    found.update([assigned.attr for assigned in body.attribute_bindings])
    found.update([_last_name(item.owner) for item in body.item_bindings])
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
