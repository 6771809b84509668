"""Attributes of objects while set-up code runs: own ones, those of classes, and what frameworks give routers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.assembly.iterating import PACKAGE_PATH
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
    PartlyHidden,
    RouterInstance,
    Super,
    Table,
    Unknown,
    Value,
    forced,
    one_of,
)

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag"})
_SETTINGS = frozenset({"BaseSettings", "Settings"})
_FIELD_FUNCTIONS = frozenset({"field", "Field", "ib", "attrib", "Factory", "PrivateAttr", "mapped_column"})


class Attributes:
    """Looks attributes up; None where there is no telling."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def get(self, owner: Value, name: str) -> Value | None:
        """The value of an attribute, or None if it is not known."""
        if isinstance(owner, RouterInstance):
            return self._of_router(owner, name)
        if isinstance(owner, Instance):
            return self._of_instance(owner, name)
        if isinstance(owner, Class):
            return self._of_class(owner, name)
        if isinstance(owner, Module):
            return self._of_module(owner, name)
        if isinstance(owner, Super):
            return self._of_super(owner, name)
        if isinstance(owner, Constant | PartlyHidden | Items | Table):
            return self._of_plain(owner, name)
        if isinstance(owner, Library):
            return Library(f"{owner.name}.{name}")
        if isinstance(owner, LibraryInstance) and (part := self._machine.files.attribute(owner, name)) is not None:
            return part
        if isinstance(owner, LibraryInstance):
            return self._of_library_instance(owner, name)
        if isinstance(owner, Function):
            return self._of_function(owner, name)
        if isinstance(owner, Partial):
            return {"func": owner.callee, "keywords": Table(dict(owner.keywords))}.get(name)
        if isinstance(owner, Unknown):
            return self._of_unknown(owner, name)
        return None

    def _of_plain(self, owner: Constant | PartlyHidden | Items | Table, name: str) -> Value | None:
        if isinstance(owner, Constant) and name == "value":
            return owner  # a member of an enum
        if isinstance(owner, Constant) and owner.member is not None:
            return self._of_member(owner, *owner.member, name)
        return BoundMethod(owner, name)

    def _of_member(self, owner: Constant, cls: Class, own_name: str, name: str) -> Value | None:
        """An attribute of a member of an enumeration."""
        if name == "name":
            return Constant(own_name)
        for each in self.mro(cls):
            value = self._machine.class_body(each).variables.get(name)
            if isinstance(value, Function):
                return self._bound(value, owner, each, name)
        return BoundMethod(owner, name)

    def _of_function(self, owner: Function, name: str) -> Value | None:
        if name == "__name__":
            return Constant(owner.scope.definition.name)
        return owner.wrapped if name == "__wrapped__" else owner.attributes.get(name)

    def _of_unknown(self, owner: Unknown, name: str) -> Value | None:
        found = [self.get(each, name) for each in self._machine.translation.known(owner)]
        known = [each for each in found if each is not None]
        return one_of(known) if known else None

    @staticmethod
    def _of_library_instance(owner: LibraryInstance, name: str) -> Value | None:
        if name in owner.keywords:
            return owner.keywords[name]
        if name == "dependency" and owner.args:
            return owner.args[0]
        return BoundMethod(owner, name)

    def _of_module(self, owner: Module, name: str) -> Value | None:
        if name in ("__name__", "__file__"):
            return Constant(owner.scope.module.name if name == "__name__" else owner.scope.module.path)
        if name == "__path__" and owner.scope.module.is_package:
            return LibraryInstance(PACKAGE_PATH, [owner], {})
        frame = self._machine.module_frame(owner.scope)
        found = frame.variables.get(name)
        return found if found is not None else self._machine.translation.member(owner.scope, name, frame.is_running)

    def started(self, instance: Instance) -> None:
        """Run a constructor that was put off."""
        start, instance.start = instance.start, None
        if start is not None:
            start()

    def _of_instance(self, owner: Instance, name: str) -> Value | None:
        if name in owner.attributes:
            return owner.attributes[name]
        if name == "__class__" and owner.cls is not None:
            return owner.cls
        found = self._declared(owner, name)
        if isinstance(found, Function):
            return found
        if owner.start is not None:
            self.started(owner)
            if name in owner.attributes:
                return owner.attributes[name]
        return found if found is not None else self._of_library_base(owner, name)

    def _of_library_base(self, owner: Instance, name: str) -> Value | None:
        """A method that a class has from fastapi-users: it works with what the constructor was given."""
        if name not in fastapi.AUTHENTICATORS or owner.cls is None or owner.given is None:
            return None
        bases = self._machine.inference.classes.library_bases(owner.cls.scope)
        is_users = any(base.rpartition(".")[2] == fastapi.USERS for base in bases)
        return BoundMethod(LibraryInstance(fastapi.USERS, *owner.given), name) if is_users else None

    def _declared(self, owner: Instance, name: str) -> Value | None:
        """What the class of an object says: a method bound to it, a property's result, a field's default."""
        if owner.cls is None:
            return None
        for cls in self.mro(owner.cls):
            value = self._machine.class_body(cls).variables.get(name)
            if value is not None:
                return self._bound(value, owner, cls, name)
        return None

    def _bound(self, value: Value, owner: Value, cls: Class, name: str) -> Value | None:
        if isinstance(value, Function) and value.scope.parent is cls.scope:
            decorators = self._machine.inference.decorator_names(value.scope)
            if any(each in python.PROPERTIES for each in decorators):
                return self._machine.calling.call(self._with_receiver(value, owner), [], {}, None)
            if python.STATIC in decorators:
                return value
            if python.CLASS_METHOD in decorators:
                return self._with_receiver(value, owner.cls if isinstance(owner, Instance) else owner)
            return self._with_receiver(value, owner)
        if isinstance(value, LibraryInstance) and is_field(value):
            made = self.default_of(value, owner)
            if made is not None and isinstance(owner, Instance):
                owner.attributes[name] = made
            return made
        if isinstance(value, Constant) and self.is_settings(cls):
            return Constant(value.value, overridable=True)
        if isinstance(value, Constant) and isinstance(owner, Class) and self.is_enum(cls):
            return Constant(value.value, member=(cls, name))
        return value

    @staticmethod
    def _with_receiver(value: Function, owner: Value | None) -> Function:
        return Function(value.scope, value.frame, owner, value.wrapped, value.attributes, value.defaults)

    def default_of(self, given: LibraryInstance, owner: Value | None = None) -> Value | None:
        """The default of `Field("/api")`, `field(factory=list)`, `Query(1)`; None if there is none."""
        factory = given.keywords.get("default_factory") or given.keywords.get("factory")
        takes_self = given.keywords.get("takes_self")
        if given.name.rpartition(".")[2] == "Factory":
            factory = given.argument(0, "factory")
        if factory is not None:
            args = [owner] if owner is not None and isinstance(takes_self, Constant) and takes_self.value else []
            return self._machine.calling.call(forced(factory), args, {}, self._machine.calling.site)
        default = given.argument(0, "default")
        if isinstance(default, LibraryInstance) and is_field(default):
            return self.default_of(default, owner)
        return default

    def has_library_bases(self, owner: Instance | Class) -> bool:
        """True if there may be attributes that nothing in the project mentions."""
        cls = owner.cls if isinstance(owner, Instance) else owner
        return cls is None or bool(self._machine.inference.classes.library_bases(cls.scope))

    def is_settings(self, cls: Class) -> bool:
        """True if the fields of a class are read from the environment."""
        bases = self._machine.inference.classes.library_bases(cls.scope)
        return any(base.rpartition(".")[2] in _SETTINGS for base in bases)

    def is_enum(self, cls: Class) -> bool:
        """True for enumerations."""
        bases = self._machine.inference.classes.library_bases(cls.scope)
        return any(base.rpartition(".")[2] in _ENUMS for base in bases)

    def members_of_enum(self, cls: Class) -> list[Value] | None:
        """The members of an enumeration, in order; None for other classes."""
        if not self.is_enum(cls):
            return None
        members = self._machine.class_body(cls).variables
        return [
            Constant(value.value, member=(cls, name))
            for name, value in members.items()
            if isinstance(value, Constant) and not name.startswith("_")
        ]

    def mro(self, cls: Class) -> list[Class]:
        """A class and its bases within the project, nearest first."""
        return [
            cls if scope is cls.scope else self._machine.class_of(scope)
            for scope in self._machine.inference.classes.mro(cls.scope)
        ]

    def _of_class(self, owner: Class, name: str) -> Value | None:
        if name == "__name__":
            return Constant(owner.scope.definition.name)
        for cls in self.mro(owner):
            value = self._machine.class_body(cls).variables.get(name)
            if isinstance(value, Function) and value.scope.parent is cls.scope:
                decorators = self._machine.inference.decorator_names(value.scope)
                return self._with_receiver(value, owner) if python.CLASS_METHOD in decorators else value
            if value is not None:
                return self._bound(value, owner, cls, name)
        if self._machine.framework.kind_of_class(owner):
            return BoundMethod(owner, name)
        return None

    def _of_super(self, owner: Super, name: str) -> Value | None:
        instance = owner.instance
        cls = instance.cls if isinstance(instance, Instance) else instance
        if not isinstance(cls, Class):
            return None
        order = self.mro(cls)
        scopes = [each.scope for each in order]
        start = scopes.index(owner.after) + 1 if owner.after in scopes else 1
        for each in order[start:]:
            value = self._machine.class_body(each).variables.get(name)
            if value is not None:
                return self._bound(value, instance, each, name)
        return BoundMethod(instance, name)

    def _of_router(self, owner: RouterInstance, name: str) -> Value | None:
        if name in owner.attributes:
            return owner.attributes[name]
        found = self._declared(owner, name)
        if found is not None:
            return found
        if name == "router" and owner.router.kind == "application":
            return owner
        if name == "routes":
            return Items([], False, routes_of=owner.router)
        if name == "state":
            return owner.attributes.setdefault("state", Instance(None))
        if name in owner.router.arguments:
            return owner.router.arguments[name]
        if owner.router.kind == "application" and name in fastapi.APPLICATION_DEFAULTS:
            return Constant(fastapi.APPLICATION_DEFAULTS[name])
        return Constant("") if name == "prefix" else BoundMethod(owner, name)

    def members(self, owner: Instance | Class) -> list[tuple[str, Value]]:
        """The members of a class or object by name, as `inspect.getmembers` has them."""
        cls = owner.cls if isinstance(owner, Instance) else owner
        names: set[str] = set(owner.attributes) if isinstance(owner, Instance) else set()
        for each in self.mro(cls) if cls is not None else ():
            names.update(self._machine.class_body(each).variables)
        found = [(name, self.get(owner, name)) for name in sorted(names)]
        return [(name, value) for name, value in found if value is not None]

    def fields_of_tuple(self, owner: Instance) -> list[Value] | None:
        """What unpacking a named tuple gives; None for other objects."""
        if owner.cls is None or "NamedTuple" not in {
            base.rpartition(".")[2] for base in self._machine.inference.classes.library_bases(owner.cls.scope)
        }:
            return None
        found = [self.get(owner, name) for name, _, _ in self.fields(owner.cls)]
        return [each for each in found if each is not None]

    def fields(self, cls: Class) -> list[tuple[str, Value | None, bool]]:
        """The fields of a data class: name, default as written, and whether the constructor takes it; bases first."""
        found: dict[str, tuple[str, Value | None, bool]] = {}
        for each in reversed(self.mro(cls)):
            body = self._machine.class_body(each)
            for binding in each.scope.body.bindings:
                value = binding.value
                if isinstance(value, DefinitionTarget | ImportTarget):
                    continue
                given = body.variables.get(binding.target)
                if binding.annotation is None and not (isinstance(given, LibraryInstance) and is_field(given)):
                    continue
                default = None if isinstance(value, ex.Unknown) else body.variables.get(binding.target)
                is_taken = not (isinstance(default, LibraryInstance) and _is_false(default.keywords.get("init")))
                found.pop(binding.target, None)
                found[binding.target] = (binding.target, default, is_taken)
        return list(found.values())


def is_field(value: LibraryInstance) -> bool:
    """True for what describes a field of a class instead of being its value."""
    return value.name.rpartition(".")[2] in _FIELD_FUNCTIONS


def _is_false(value: Value | None) -> bool:
    return isinstance(value, Constant) and value.value is False


def has_data_fields(bases: tuple[str, ...], decorators: tuple[str, ...]) -> bool:
    """True for classes whose constructor comes from their annotated fields."""
    last = [name.rpartition(".")[2] for name in (*bases, *decorators)]
    return any(name in _DATA for name in last)


_DATA = frozenset(
    {"dataclass", "define", "frozen", "mutable", "attrs", "s", "BaseModel", "BaseSettings", "SQLModel", "NamedTuple"}
)
