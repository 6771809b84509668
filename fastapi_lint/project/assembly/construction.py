"""Construction: objects of the project's classes, by their constructors or by the fields of data classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.project.assembly.attributes import has_data_fields, is_field
from fastapi_lint.project.assembly.limits import MOST_STEPS_PUT_OFF
from fastapi_lint.project.assembly.objects import (
    Class,
    Constant,
    Frame,
    Function,
    Instance,
    LibraryInstance,
    RouterInstance,
    Value,
)
from fastapi_lint.project.assembly.relevance import AFTER_CONSTRUCTION
from fastapi_lint.project.assembly.spot import header_spot
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine


class Construction:
    """Makes objects. A constructor that cannot change an application is put off until somebody looks."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._symbolic: set[Instance] = set()

    def construct(self, cls: Class, args: list[Value], keywords: dict[str, Value], site: Site | None) -> Value:
        """An object of a class of the project."""
        machine = self._machine
        if machine.attributes.is_enum(cls) and args:
            return args[0]
        kind = machine.framework.kind_of_class(cls)
        if kind and site is not None:
            made: Instance = machine.framework.made(kind, site, cls)
        else:
            made = Instance(cls, given=(args, keywords))
        machine.instances.setdefault(cls.scope, []).append(made)
        if self._starts_at_once(cls):
            self.start(made, cls, args, keywords)
        else:
            made.start = lambda: self._start_put_off(made, cls, args, keywords)
        return made

    def _start_put_off(self, made: Instance, cls: Class, args: list[Value], keywords: dict[str, Value]) -> None:
        with self._machine.at_most(MOST_STEPS_PUT_OFF):
            self.start(made, cls, args, keywords)

    def _starts_at_once(self, cls: Class) -> bool:
        relevant = self._machine.relevance.is_relevant
        if self._machine.framework.kind_of_class(cls):
            return True
        classes = self._machine.inference.classes
        members = [classes.member(cls.scope, name) for name in AFTER_CONSTRUCTION]
        functions = [member.function() for member in members if member is not None]
        return any(function is not None and relevant(function) for function in functions)

    def start(self, made: Instance, cls: Class, args: list[Value], keywords: dict[str, Value]) -> None:
        """Run a constructor, or fill the fields of a data class and run what comes after."""
        attributes = self._machine.attributes
        constructor = attributes.get(made, "__init__")
        if isinstance(constructor, Function):
            self._machine.calling.run(constructor, args, keywords)
            return
        if isinstance(made, RouterInstance):
            self._machine.framework.initialise(made, args, keywords)
            return
        decorators = tuple(
            name for each in attributes.mro(cls) for name in self._machine.inference.decorator_names(each.scope)
        )
        bases = self._machine.inference.classes.library_bases(cls.scope)
        if has_data_fields(bases, decorators):
            self._fill(made, cls, args, keywords)
        for name in AFTER_CONSTRUCTION[1:]:
            method = attributes.get(made, name)
            if isinstance(method, Function):
                self._machine.calling.run(method, [], {})

    def _fill(self, made: Instance, cls: Class, args: list[Value], keywords: dict[str, Value]) -> None:
        attributes = self._machine.attributes
        left = list(args)
        for name, default, is_taken in attributes.fields(cls):
            if is_taken and name in keywords:
                made.attributes[name] = keywords[name]
            elif is_taken and left:
                made.attributes[name] = left.pop(0)
            elif isinstance(default, LibraryInstance) and is_field(default):
                value = attributes.default_of(default, made)
                if value is not None:
                    made.attributes[name] = value
            elif default is not None:
                settings = attributes.is_settings(cls) and isinstance(default, Constant)
                made.attributes[name] = Constant(default.value, True) if settings else default  # type: ignore[union-attr]

    def tell_bases(self, cls: Class, frame: Frame) -> None:
        """Run the `__init_subclass__` that a class inherits."""
        for base in self._machine.inference.classes.mro(cls.scope)[1:]:
            if any(child.definition.name == "__init_subclass__" for child in base.children):
                hook = self._machine.class_body(self._machine.class_of(base)).variables.get("__init_subclass__")
                if isinstance(hook, Function):
                    keywords = self._machine.calling.keywords(
                        cls.scope.definition.keywords, header_spot(cls.scope, frame)
                    )
                    self._machine.calling.run(Function(hook.scope, hook.frame, cls), [], keywords)
                return

    def symbolic(self, cls: Class) -> Instance | None:
        """An object of a class of which no construction is known; its constructor knows no arguments."""
        if self._machine.framework.kind_of_class(cls):
            return None
        made = Instance(cls)
        self._symbolic.add(made)
        self._machine.instances.setdefault(cls.scope, []).append(made)
        made.start = lambda: self._start_symbolic(made, cls)
        return made

    def _start_symbolic(self, made: Instance, cls: Class) -> None:
        machine = self._machine
        reached, machine.is_reached = machine.is_reached, False
        written = [scope for scope in machine.inference.classes.mro(cls.scope) if scope.body.calls]
        if written:
            self._machine.calling.enter(Site(written[0], 0))  # what fields are filled with has to be made somewhere
        self.start(made, cls, [], {})
        if written:
            self._machine.calling.leave()
        machine.is_reached = reached

    def is_symbolic(self, instance: Instance) -> bool:
        """True for an object that no code of the project makes."""
        return instance in self._symbolic

    def constructed_from_nothing(self, cls: Class) -> Instance | None:
        """An object, or router, of a class that nothing in the project makes one of."""
        kind = self._machine.framework.kind_of_class(cls)
        if not kind:
            return self.symbolic(cls)
        return None
