"""Calls of builtins and of library functions that set-up code uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.facts import Call, ImportTarget
from fastapi_lint.project.assembly.objects import (
    BoundMethod,
    Class,
    Constant,
    Function,
    Instance,
    Items,
    Library,
    LibraryInstance,
    Module,
    Partial,
    RouterInstance,
    Super,
    Table,
    Unknown,
    Value,
    Wrapping,
    forced,
)
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine
    from fastapi_lint.project.assembly.spot import Spot

_COPIES = {"list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "sorted": "list", "iter": "list"}
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "starlette.config.Config.__call__", "decouple.config"})
_DICTS = frozenset({"dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"})
_PLAIN = frozenset({"str", "int", "float", "bool", "bytes"})
_SAME_FUNCTION = frozenset(
    {"functools.lru_cache", "functools.cache", "functools.singledispatch", "builtins.staticmethod"}
)


class LibraryCalls:
    """Works out what library calls give."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def special(
        self, callee: Value, call: Call, args: list[Value], keywords: dict[str, Value], spot: Spot
    ) -> Value | None:
        """Calls whose meaning depends on where they stand."""
        if not isinstance(callee, Library) or callee.name != "builtins.super":
            return None
        owner: Scope | None = spot.scope
        function: Scope | None = None
        while owner is not None and not owner.is_class:
            function, owner = owner, owner.parent
        if owner is None or function is None or not function.definition.parameters:
            return None
        first = self._machine.evaluation.lookup(function.definition.parameters[0].name, spot)
        receiver = forced(first) if first is not None else None
        return Super(receiver, owner) if receiver is not None else None

    def call(self, name: str, args: list[Value], keywords: dict[str, Value], site: Site | None) -> Value | None:
        """What calling a library's function or class gives, or None if that is not known."""
        machine = self._machine
        canonical = machine.inference.library_name(name)
        site = site or machine.calling.site
        module, _, last = name.rpartition(".")
        kind = fastapi.kind_of(canonical) or self._kind_given(name)
        if kind and site is not None:
            made = machine.framework.made(kind, site, None)
            machine.framework.initialise(made, args, keywords)
            return made
        if module == "builtins":
            return self._builtin(last, args, keywords)
        found = self._standard(name, args, keywords) if args else None
        if found is not None:
            return found
        if last[:1].isupper() or canonical in fastapi.DEPENDENCY_MARKERS or last in ("field", "Field", "ib", "attrib"):
            return LibraryInstance(canonical, args, keywords, site)
        return None

    def _kind_given(self, name: str) -> str:
        """`application` or `router` for functions of libraries that give one, by the catalogue."""
        given = self._machine.inference.catalog.returns(name)
        return fastapi.kind_of(fastapi.canonical(given)) if given is not None else ""

    def _standard(self, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """What functions of the standard library give that set-up code is written with."""
        if name in _ENVIRONMENT:
            return self._from_environment(args, keywords)
        if name == "functools.partial":
            return Partial(args[0], args[1:], keywords)
        if name == "functools.wraps":
            return Wrapping(args[0])
        if name in _SAME_FUNCTION and isinstance(args[0], Function):
            return args[0]
        if name in ("typing.cast", "copy.copy", "copy.deepcopy"):
            return args[-1]
        if name == "importlib.import_module":
            return self._imported(args)
        return self._machine.files.call(name, args) or self._machine.iterating.call(name, args, keywords)

    @staticmethod
    def _from_environment(args: list[Value], keywords: dict[str, Value]) -> Value | None:
        default = args[1] if len(args) > 1 else keywords.get("default")
        if default is None:
            return Constant(None, overridable=True, is_unset=True)
        plain = forced(default)
        return Constant(plain.value, overridable=True) if isinstance(plain, Constant) else None

    def _imported(self, args: list[Value]) -> Value | None:
        text = self._machine.texts.of(args[0])
        if not text.is_known or not text.text:
            return None
        site = self._machine.calling.site
        if site is None:
            return None
        name = text.text
        level = len(name) - len(name.lstrip("."))
        return self._machine.translation.imported(site.scope, ImportTarget(name.lstrip("."), None, level))

    def _builtin(self, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        first = forced(args[0]) if args else None
        if name in _COPIES:
            return self._copied(name, first, keywords)
        if name == "dict":
            return self._dict(first, keywords)
        if name in ("enumerate", "zip", "map", "filter"):
            return self._paired(name, args, keywords)
        if name == "range":
            return self._range(args)
        if first is None:
            return None
        if name in ("getattr", "hasattr", "setattr") and len(args) > 1:
            return self._attribute(name, first, args)
        if name in ("isinstance", "issubclass", "callable"):
            return self._is_instance(name, first, args)
        return self._of_one(name, first)

    def _copied(self, name: str, first: Value | None, keywords: dict[str, Value]) -> Value:
        held = self._machine.evaluation.elements(first) if first is not None else []
        if name == "sorted" and held is not None:
            held = self._machine.iterating.sorted(held, keywords)
        return Items(held if held is not None else [], held is not None)

    def _of_one(self, name: str, first: Value) -> Value | None:
        """Builtins that look at one value."""
        machine = self._machine
        if name in ("str", "repr", "format"):
            return machine.texts.joined([first])
        if name in ("len", "reversed"):
            held = machine.evaluation.elements(first)
            if held is None:
                return None
            return Constant(len(held)) if name == "len" else Items(held[::-1])
        if name == "bool":
            verdict = machine.evaluation.truth(first)
            return Constant(verdict) if verdict is not None else None
        if name == "type" and isinstance(first, Instance):
            return first.cls
        if name == "vars" and isinstance(first, Module):
            return Table(dict(machine.module_frame(first.scope).variables), complete=False)
        if name == "next" and isinstance(first, Items) and first.items:
            return first.items[0]
        return first if name == "int" and isinstance(first, Library | Constant) else None

    @staticmethod
    def _range(args: list[Value]) -> Value | None:
        bounds = [forced(each) for each in args]
        if not all(isinstance(each, Constant) and isinstance(each.value, int) for each in bounds):
            return None
        numbers = range(*(each.value for each in bounds if isinstance(each, Constant) and isinstance(each.value, int)))
        return Items([Constant(number) for number in numbers[:256]])

    def _dict(self, first: Value | None, keywords: dict[str, Value]) -> Value:
        entries: dict[object, Value] = {}
        complete = True
        if isinstance(first, Table):
            entries.update(first.entries)
            complete = first.complete
        elif first is not None:
            held = self._machine.evaluation.elements(first)
            complete = held is not None
            for pair in map(forced, held or []):
                if isinstance(pair, Items) and len(pair.items) == 2:
                    key = forced(pair.items[0])
                    entries[key.value if isinstance(key, Constant) else key] = pair.items[1]
        entries.update(keywords)
        return Table(entries, complete)

    def _paired(self, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        machine = self._machine
        given = args[:1] if name == "enumerate" else args if name == "zip" else args[1:]
        columns = [machine.evaluation.elements(each) for each in given]
        if any(column is None for column in columns) or not columns:
            return None
        known = [column for column in columns if column is not None]
        if name == "enumerate":
            return machine.iterating.enumerated(
                known[0], args[1] if len(args) > 1 else keywords.get("start", Constant(0))
            )
        if name == "zip":
            return Items([Items(list(row)) for row in zip(*known, strict=False)])
        if name == "filter":
            return machine.iterating.filtered(args[0], known[0])
        results = [machine.calling.call(forced(args[0]), [each], {}, None) for each in known[0]]
        return Items([each for each in results if each is not None], all(each is not None for each in results))

    def _attribute(self, name: str, owner: Value, args: list[Value]) -> Value | None:
        text = self._machine.texts.of(args[1])
        if not text.is_known:
            return None
        if name == "setattr":
            if isinstance(owner, Instance) and len(args) > 2:
                owner.attributes[text.text] = args[2]
            return None
        found = self._machine.attributes.get(owner, text.text)
        if name == "hasattr":
            sure = isinstance(owner, Module | Function) or (
                isinstance(owner, Instance | Class) and not self._machine.attributes.has_library_bases(owner)
            )
            return Constant(True) if found is not None else Constant(False) if sure else None
        return found if found is not None else (args[2] if len(args) > 2 else None)

    def _is_instance(self, name: str, first: Value, args: list[Value]) -> Value | None:
        if name == "callable":
            return Constant(True) if isinstance(first, Function | Class) else None
        second = forced(args[1]) if len(args) > 1 else None
        wanted = [forced(each) for each in second.items] if isinstance(second, Items) else [second]
        verdicts = [self._is_of(name, first, each) for each in wanted]
        if True in verdicts:
            return Constant(True)
        return Constant(False) if None not in verdicts else None

    def _is_of(self, name: str, first: Value, wanted: Value | None) -> bool | None:
        cls = first.cls if isinstance(first, Instance) and name == "isinstance" else first
        if isinstance(cls, Class) and isinstance(wanted, Class):
            return wanted.scope in self._machine.inference.classes.mro(cls.scope)
        if isinstance(first, RouterInstance) and isinstance(wanted, Library):
            kind = fastapi.kind_of(self._machine.inference.library_name(wanted.name))
            return kind == first.router.kind if kind else None
        if isinstance(first, Constant) and isinstance(wanted, Library) and not first.overridable:
            return type(first.value).__name__ == wanted.name.rpartition(".")[2]
        if isinstance(wanted, Library) and isinstance(first, Class | Instance | Items | Table):
            return self._is_of_library(name, first, wanted.name)
        if isinstance(first, Module | Function) and isinstance(wanted, Library | Class):
            named = wanted.name.rpartition(".")[2] if isinstance(wanted, Library) else ""
            return named in ("ModuleType", "FunctionType", "Callable")
        return None

    def _is_of_library(self, name: str, first: Class | Instance | Items | Table, wanted: str) -> bool | None:
        """Whether a value is an instance, or a class a subclass, of a library's class."""
        last = wanted.rpartition(".")[2]
        if isinstance(first, Items | Table):
            return isinstance(first, Table) if last in _DICTS else False if last in _PLAIN else None
        cls = first if isinstance(first, Class) else first.cls
        if isinstance(first, Class) and name == "isinstance":
            return last == "type" or (False if last in _PLAIN | _DICTS else None)
        if cls is None:
            return None
        bases = self._machine.inference.classes.library_bases(cls.scope)
        if any(base == wanted or base.rpartition(".")[2] == last for base in bases):
            return True
        return None if bases else False

    def method(self, callee: BoundMethod, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """A method of a router, a string, a list, a dict, or of a library's object."""
        owner = callee.owner
        if isinstance(owner, RouterInstance):
            return self._machine.framework.method(owner, callee.name, args, keywords)
        if isinstance(owner, Items):
            return self._list_method(owner, callee.name, args)
        if isinstance(owner, Table):
            return self._dict_method(owner, callee.name, args, keywords)
        if isinstance(owner, LibraryInstance):
            if callee.name in fastapi.AUTHENTICATORS:
                return LibraryInstance(callee.name, [owner], {})
            return self._machine.files.method(owner, callee.name, args)
        if isinstance(owner, Instance) and callee.name == "__init__":
            owner.given = (args, keywords)
        if isinstance(owner, Instance | Class):
            return None
        return self._machine.texts.method(owner, callee.name, args, keywords)

    def _list_method(self, owner: Items, name: str, args: list[Value]) -> Value | None:
        added: list[Value] = []
        if name in ("append", "add") and args:
            added = [args[0]]
        elif name == "insert" and len(args) > 1:
            added = [args[1]]
        elif name in ("extend", "update") and args:
            held = self._machine.evaluation.elements(args[0])
            added = held or []
            owner.complete = owner.complete and held is not None
        elif name == "copy":
            return Items(list(owner.items), owner.complete)
        elif name == "pop" and owner.items:
            return owner.items[-1]
        added = [self._machine.as_likely_as_here(each) for each in added]
        if owner.routes_of is not None:
            self._machine.framework.listed(owner.routes_of, added)
        elif name == "insert" and isinstance(position := forced(args[0]), Constant) and position.value == 0:
            owner.items[:0] = added
        else:
            owner.items.extend(added)
        return Constant(None)

    def _dict_method(self, owner: Table, name: str, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        keys = [Constant(k) if k is None or isinstance(k, str | int | float | bool) else k for k in owner.entries]
        if name == "items":
            pairs = zip(keys, owner.entries.values(), strict=True)
            return Items([Items([key, value]) for key, value in pairs], owner.complete)
        if name == "values":
            return Items(list(owner.entries.values()), owner.complete)
        if name == "keys":
            return Items(keys, owner.complete)
        if name in ("get", "pop", "setdefault") and args:
            return self._looked_up(owner, name, args)
        if name == "update":
            for each in [*map(forced, args), Table(dict(keywords))]:
                if isinstance(each, Table):
                    owner.entries.update(each.entries)
                    owner.complete = owner.complete and each.complete
                else:
                    owner.complete = False
            return Constant(None)
        return Table(dict(owner.entries), owner.complete) if name == "copy" else None

    def _looked_up(self, owner: Table, name: str, args: list[Value]) -> Value | None:
        key = forced(args[0])
        found = self._machine.evaluation.item_of(owner, key)
        if name == "setdefault" and found is None and len(args) > 1 and not isinstance(key, Unknown):
            owner.entries[key.value if isinstance(key, Constant) else key] = args[1]
            return args[1]
        if name == "pop" and isinstance(key, Constant):
            owner.entries.pop(key.value, None)
        if found is not None:
            return found
        if not owner.complete:
            return None
        return args[1] if len(args) > 1 else Constant(None)
