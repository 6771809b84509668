"""Texts of values: what a path, prefix or tag is, and what methods of strings give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.project.assembly.objects import (
    Constant,
    Function,
    Instance,
    Items,
    LibraryInstance,
    PartlyHidden,
    Unknown,
    Value,
    forced,
    likely_of,
)
from fastapi_lint.project.assembly.text import HIDDEN, UNKNOWN_TEXT, Text, joined

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_PURE = frozenset(
    {"strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "lower", "upper", "title", "capitalize", "replace",
     "split", "rsplit", "partition", "rpartition", "startswith", "endswith", "casefold", "zfill", "swapcase", "isdigit"}
)  # fmt: skip
"""Methods of strings that depend on the string and the arguments alone."""

_HARMLESS = frozenset({"strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "lower", "casefold"})
"""Methods that leave what is known of a partly hidden path as it is, or nearly."""


class Texts:
    """Works out strings."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def of(self, value: Value | None) -> Text:
        """The text of a value; empty for None. Of alternatives the first that is known and not empty."""
        if value is None:
            return Text("")
        found = [self._one(each) for each in likely_of(value)]
        known = [text for text in found if text.is_known]
        told = next((text for text in known if text.text), None)
        return told or next(iter(known), None) or next((t for t in found if t.text != HIDDEN), None) or UNKNOWN_TEXT

    def _one(self, value: Value) -> Text:
        if isinstance(value, Constant) and value.is_unset:
            return UNKNOWN_TEXT
        if isinstance(value, Constant):
            return Text("" if value.value is None else str(value.value))
        if isinstance(value, PartlyHidden):
            return Text(value.text, False)
        if isinstance(value, Instance):
            member = value.attributes.get("value")  # of an enum
            return self.of(member) if member is not None else self._as_text(value)
        if isinstance(value, Unknown):
            literal = self._machine.translation.literal(value)
            return self._one(literal) if literal is not None else UNKNOWN_TEXT
        if isinstance(value, LibraryInstance):
            default = self._machine.attributes.default_of(value)
            return self.of(default) if default is not None else UNKNOWN_TEXT
        return UNKNOWN_TEXT

    def _as_text(self, value: Instance) -> Text:
        """What `__str__` gives."""
        method = self._machine.attributes.get(value, "__str__") if value.cls is not None else None
        given = self._machine.calling.call(method, [], {}, None) if isinstance(method, Function) else None
        return self.of(given) if given is not None else UNKNOWN_TEXT

    def list_of(self, value: Value | None) -> list[str]:
        """The strings of a list, those that are not known left out."""
        held = self._machine.evaluation.elements(value) if value is not None else None
        texts = [self.of(each) for each in held or []]
        return [text.text for text in texts if text.is_known and text.text]

    def joined(self, values: list[Value]) -> Value:
        """The values as one string."""
        text = joined([self.of(value) for value in values])
        overridable = any(isinstance(forced(v), Constant) and forced(v).overridable for v in values)  # type: ignore[union-attr]
        return Constant(text.text, overridable) if text.is_known else PartlyHidden(text.text)

    def interpolated(self, pattern: str, given: Value) -> Value | None:
        """`"/api/%s" % given`."""
        values = given.items if isinstance(given, Items) else [given]
        pieces = pattern.split("%s")
        if len(pieces) != len(values) + 1 or "%" in "".join(pieces):
            return None
        parts: list[Value] = [Constant(pieces[0])]
        for value, piece in zip(values, pieces[1:], strict=True):
            parts += [value, Constant(piece)]
        return self.joined(parts)

    def method(self, owner: Value, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """What a method of a string gives, or None if that is not known."""
        if name == "join" and len(args) == 1:
            return self._join(owner, args[0])
        if name == "format":
            return self._format(owner, args, keywords)
        if isinstance(owner, PartlyHidden):
            return owner if name in _HARMLESS else None
        if not isinstance(owner, Constant) or not isinstance(owner.value, str) or name not in _PURE:
            return None
        given: list[object] = []
        for argument in args:
            constant = self._plain(forced(argument))
            if constant is None:
                return None
            given.append(constant[0])
        try:
            result = getattr(owner.value, name)(*given)
        except (TypeError, ValueError):
            return None
        if isinstance(result, list | tuple):
            return Items([Constant(part) for part in result])
        return Constant(result, owner.overridable)

    @staticmethod
    def _plain(value: Value) -> tuple[object] | None:
        if isinstance(value, Constant):
            return (value.value,)
        if isinstance(value, Items) and all(isinstance(each, Constant) for each in value.items):
            return (tuple(each.value for each in value.items if isinstance(each, Constant)),)
        return None

    def _join(self, glue: Value, parts: Value) -> Value | None:
        held = self._machine.evaluation.elements(parts)
        if held is None:
            return None
        woven: list[Value] = []
        for part in held:
            woven += [glue, part] if woven else [part]
        return self.joined(woven) if woven else Constant("")

    def _format(self, owner: Value, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        if not isinstance(owner, Constant) or not isinstance(owner.value, str):
            return None
        try:
            text = owner.value.format(
                *(self.of(a).text for a in args), **{k: self.of(v).text for k, v in keywords.items()}
            )
        except (LookupError, ValueError, AttributeError):
            return None
        return PartlyHidden(text) if HIDDEN in text else Constant(text)
