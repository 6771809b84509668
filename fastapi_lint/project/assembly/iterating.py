"""What set-up code iterates with the standard library's help: filtered and chained elements, members, modules."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from fastapi_lint.project.assembly.objects import (
    NONE,
    Class,
    Constant,
    Function,
    Instance,
    Items,
    LibraryInstance,
    Module,
    Unknown,
    Value,
    forced,
)

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

MODULE_INFO = "pkgutil.ModuleInfo"
PACKAGE_PATH = "package.__path__"
"""What stands for `package.__path__`; its argument is the package."""

_MOST = 256


class Iterating:
    """Works out calls that give something to iterate."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def call(self, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """What calling a library's function gives, or None if that is not known, or another's concern."""
        if name == "inspect.getmembers" and args:
            return self._members(args, keywords)
        if name in ("inspect.ismethod", "inspect.isfunction") and args:
            return _is_bound(forced(args[0]), name == "inspect.ismethod")
        if name == "itertools.chain.from_iterable" and args:
            return self._chained(self._machine.evaluation.elements(args[0]) or [])
        if name == "itertools.chain":
            return self._chained(args)
        if name == "itertools.product" and "repeat" not in keywords:
            columns = self._columns(args)
            return Items([Items(list(row)) for row in islice(product(*columns), _MOST)]) if columns else None
        if name in ("pkgutil.iter_modules", "pkgutil.walk_packages"):
            return self._submodules(args, keywords)
        return None

    def _columns(self, values: list[Value]) -> list[list[Value]] | None:
        columns = [self._machine.evaluation.elements(each) for each in values]
        known = [column for column in columns if column is not None]
        return known if len(known) == len(columns) else None

    def _chained(self, values: list[Value]) -> Value | None:
        columns = self._columns(values)
        return Items([each for column in columns for each in column]) if columns is not None else None

    def _members(self, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        owner = forced(args[0])
        if not isinstance(owner, Instance | Class):
            return None
        test = args[1] if len(args) > 1 else keywords.get("predicate", NONE)
        members = self._machine.attributes.members(owner)
        return Items([Items([Constant(name), value]) for name, value in members if self._passes(test, value)])

    def filtered(self, test: Value, elements: list[Value]) -> Value:
        """What a test does not surely turn away; without a test, what is not surely false."""
        return Items([each for each in elements if self._passes(test, each, each)])

    def _passes(self, test: Value, value: Value, without_test: Value | None = None) -> bool:
        callee = forced(test)
        verdict = without_test if callee == NONE else self._machine.calling.call(callee, [value], {}, None)
        return verdict is None or self._machine.evaluation.truth(verdict) is not False

    def sorted(self, elements: list[Value], keywords: dict[str, Value]) -> list[Value]:
        """Strings in their order; what is not known to be strings as it is."""
        texts: dict[int, str] = {}
        for position, each in enumerate(elements):
            plain = forced(each)
            if not isinstance(plain, Constant) or not isinstance(plain.value, str) or "key" in keywords:
                return elements
            texts[position] = plain.value
        is_reversed = self._machine.evaluation.truth(keywords.get("reverse", NONE)) is True
        return [elements[position] for position in sorted(texts, key=lambda each: texts[each], reverse=is_reversed)]

    def enumerated(self, elements: list[Value], start: Value) -> Value | None:
        """Pairs of a number and an element."""
        first = forced(start)
        if not isinstance(first, Constant) or not isinstance(first.value, int):
            return None
        return Items([Items([Constant(number), each]) for number, each in enumerate(elements, first.value)])

    def _submodules(self, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`pkgutil.iter_modules(package.__path__)`: the modules of a package of the project, by name."""
        given = args[0] if args else keywords.get("path")
        package = forced(given) if given is not None else None
        if not isinstance(package, LibraryInstance) or package.name != PACKAGE_PATH:
            return None
        prefix = self._machine.texts.of(args[1] if len(args) > 1 else keywords.get("prefix")).text
        module = package.args[0]
        assert isinstance(module, Module)
        return Items(
            [
                LibraryInstance(
                    MODULE_INFO,
                    [],
                    {"module_finder": NONE, "name": Constant(prefix + name), "ispkg": Constant(is_package)},
                )
                for name, is_package in self._machine.submodules(module.scope)
            ]
        )


def _is_bound(value: Value, wanted: bool) -> Value | None:
    if isinstance(value, Function):
        return Constant((value.receiver is not None) is wanted)
    return None if isinstance(value, Unknown) else Constant(False)
