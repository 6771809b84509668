"""Translation between what inference knows and the objects of running set-up code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model.facts import ImportTarget
from fastapi_lint.project.assembly import objects as ob
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.resolve import values as inferred_as
from fastapi_lint.project.resolve.modules import ModuleTable
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, Target

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_MOST = 6


class Translation:
    """Turns resolved names and inferred types into objects."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._known: dict[ob.Unknown, tuple[Value, ...]] = {}

    def imported(self, scope: Scope, target: ImportTarget) -> Value | None:
        """What an import statement binds, or None if that is not to be found. Runs the packages on the way."""
        if target.runs:
            self._run_packages(scope, target)
        targets = self._machine.inference.names.imported(scope.module, target)
        found = self._first(targets, target.name or "") or self._submodule(scope, target)
        if isinstance(found, ob.Module) and self._machine.relevance.leads_to_routes(found.scope.module.name):
            self._machine.module_frame(found.scope)
        return found

    def _submodule(self, scope: Scope, target: ImportTarget) -> Value | None:
        """`from . import part` in the package itself, which binds the name by this very statement."""
        absolute = ModuleTable.absolute(scope.module, target.level, target.module)
        if not absolute or target.name is None:
            return None
        found = self._machine.inference.names.imported(scope.module, ImportTarget(f"{absolute}.{target.name}"))
        return next(
            (
                ob.Module(self._machine.inference.names.module_scope(each.module))
                for each in found
                if isinstance(each, inferred_as.ModuleValue)
            ),
            None,
        )

    def _run_packages(self, scope: Scope, target: ImportTarget) -> None:
        """`import a.b.c` runs `a`, `a.b` and `a.b.c`, in this order."""
        absolute = target.runs or ModuleTable.absolute(scope.module, target.level, target.module)
        parts = absolute.split(".") if absolute else []
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            for each in self._machine.inference.names.imported(scope.module, ImportTarget(name)):
                if isinstance(each, inferred_as.ModuleValue) and self._machine.relevance.leads_to_routes(
                    each.module.name
                ):
                    self._machine.module_frame(self._machine.inference.names.module_scope(each.module))

    def member(self, scope: Scope, name: str, is_running: bool) -> Value | None:
        """What a module offers besides the variables it has by now: star imports, submodules, later definitions."""
        module = scope.module_scope
        if name in module.bindings and not is_running:
            return None  # it would have been bound
        return self._first(self._machine.inference.names.member(module, name), name)

    def _first(self, targets: tuple[Target, ...], name: str) -> Value | None:
        for target in targets:
            found = self._target(target, name)
            if found is not None:
                return found
        return None

    def _target(self, target: Target, name: str) -> Value | None:
        if isinstance(target, inferred_as.ModuleValue):
            return ob.Module(self._machine.inference.names.module_scope(target.module))
        if isinstance(target, inferred_as.LibraryValue):
            return ob.Library(target.name)
        if isinstance(target, BoundName):
            return self._variable(target.scope, target.binding.target)
        if isinstance(target, inferred_as.FunctionValue | inferred_as.ClassValue):
            found = self._variable(target.scope, target.scope.definition.name)
            return found or self.object(target)
        return None

    def _variable(self, scope: Scope, name: str) -> Value | None:
        """A variable of a module, by the scope of a definition in it or its own."""
        if scope.parent is not None and not scope.parent.is_module:
            return None
        frame = self._machine.module_frame(scope)
        return frame.variables.get(name)

    def known(self, value: ob.Unknown) -> tuple[Value, ...]:
        """The objects that inference takes something unknown for; empty if it does not know either."""
        if value not in self._known:
            self._known[value] = ()
            inferred = self._machine.inference.infer(value.expression, value.use)
            found = [self.object(each) for each in inferred[:_MOST]]
            self._known[value] = tuple(each for each in found if each is not None)
        return self._known[value]

    def literal(self, value: ob.Unknown) -> ob.Constant | None:
        """The literal that something unknown surely is, as far as inference can tell."""
        for each in self._machine.inference.infer(value.expression, value.use):
            if isinstance(each, inferred_as.LiteralValue) and each.value is not None:
                return ob.Constant(each.value)
        return None

    def object(self, value: inferred_as.Value) -> Value | None:
        """An inferred value as an object."""
        machine = self._machine
        if isinstance(value, inferred_as.FunctionValue):
            function = machine.function(value.scope)
            if value.receiver is not None:
                function.receiver = self.object(value.receiver)
            return function
        if isinstance(value, inferred_as.ClassValue):
            return machine.class_of(value.scope)
        if isinstance(value, inferred_as.ObjectValue):
            return self.instance(value)
        if isinstance(value, inferred_as.ModuleValue):
            return ob.Module(machine.inference.names.module_scope(value.module))
        if isinstance(value, inferred_as.LibraryValue):
            return ob.Library(value.name)
        if isinstance(value, inferred_as.LibraryObject):
            return self._library_object(value)
        if isinstance(value, inferred_as.LiteralValue):
            return ob.Constant(value.value, overridable=True)
        return None

    def instance(self, value: inferred_as.ObjectValue) -> Value | None:
        """The object of a class that exists, if there is just one; else one made for the purpose."""
        machine = self._machine
        classes = (value.scope, *machine.inference.classes.subclasses(value.scope))
        made = [each for scope in classes for each in machine.instances.get(scope, ())]
        if made and (len(made) == 1 or machine.construction.is_symbolic(made[0])):
            return made[0]
        concrete = self._concrete(value.scope)
        return machine.construction.symbolic(machine.class_of(concrete))

    def _concrete(self, scope: Scope) -> Scope:
        """The class itself, or where it has abstract methods the first subclass without."""
        classes = self._machine.inference.classes
        if not any(classes.is_abstract(child) for child in scope.children if child.is_function):
            return scope
        return next(iter(classes.subclasses(scope)), scope)

    def _library_object(self, value: inferred_as.LibraryObject) -> Value | None:
        machine = self._machine
        name = machine.inference.library_name(value.name)
        if not fastapi.kind_of(name):
            return ob.LibraryInstance(name, [], {})
        return machine.framework.made_at(value.origin, fastapi.kind_of(name))
