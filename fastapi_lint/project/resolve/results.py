"""Results: what a call gives, by the callee's annotation, by what it returns, or by the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from fastapi_lint.catalog.entries import RunsEntry, RunsOn
from fastapi_lint.frameworks import pydantic, python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call, ImportTarget
from fastapi_lint.project.resolve.generics import has_variables, substituted
from fastapi_lint.project.resolve.memory import Table
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    ClassValue,
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ObjectValue,
    OffloadedValue,
    SuperValue,
    TypeVariable,
    Value,
    Values,
    merged,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

_PASS_THROUGH = frozenset(
    {
        "builtins.filter",
        "copy.copy",
        "copy.deepcopy",
        "asyncio.shield",
        "asyncio.wait_for",
        python.UPDATE_WRAPPER,
    }
)
_ELEMENT_OF = frozenset({"builtins.next", "builtins.min", "builtins.max", "builtins.anext", "random.choice"})
_CAST = frozenset({"typing.cast", "typing_extensions.cast"})


class Results:
    """Works out the values of calls."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: Table = {}
        self._rules: dict[str, Callable[[Call, Use], Values]] = {
            "builtins.getattr": inference.reflection.of_getattr,
            "builtins.type": self._of_type,
            "importlib.import_module": self._imported,
            python.SUBCLASSES: inference.reflection.subclasses,
            **dict.fromkeys(python.FIELDS, self._of_field),
        }

    def of_call(self, scope: Scope, index: int) -> Values:
        """What the `index`-th call of a definition gives."""
        call = scope.body.calls[index]
        use = self._inference.use_of_call(scope, index)
        found = [self._of_callee(v, call, use, (scope, index)) for v in self._inference.callee(scope, index)]
        result = merged(*found) if found else ()
        return self._applied(result, call.func, use) if type(call.func) is ex.Subscript else result

    def _of_model(self, owners: Values) -> Values:
        """An object of the model that a method such as `model_validate` is called on."""
        made = (self.of_value(owner) if isinstance(owner, ClassValue) else (owner,) for owner in owners)
        return merged((), *made)

    def _applied(self, values: Values, func: ex.Subscript, use: Use) -> Values:
        """`Queue[Job]()`: an object of a library's class with type arguments."""
        held = self._inference.annotations.values(func.key, use)
        return tuple(replace(v, elements=v.elements or held) if isinstance(v, LibraryObject) else v for v in values)

    def _of_callee(self, value: Value, call: Call, use: Use, origin: tuple[Scope, int]) -> Values:
        inference = self._inference
        if type(value) is FunctionValue:
            result = self.of_function(value.scope, value.receiver)
            if not has_variables(result):
                return result
            skipped = 1 if value.receiver is not None else 0
            return substituted(result, inference.generics.of_arguments(value.scope, call, use, skipped=skipped))
        if type(value) is ClassValue:
            arguments = inference.generics.of_class(value, call, use)
            return (self._made(value, origin, arguments),)
        if type(value) is LibraryValue:
            is_made = isinstance(call.func, ex.Attribute) and call.func.attr in pydantic.MAKING
            if is_made and value.name.partition(".")[0] in pydantic.MODEL_ROOTS:
                assert isinstance(call.func, ex.Attribute)
                return self._of_model(inference.infer(call.func.value, use))
            return self._of_library(value.name, call, use, origin)
        if isinstance(value, LibraryObject):
            found = self._inference.catalog.returns(f"{value.name}.__call__")
            return (LibraryObject(self._inference.library_name(found), origin),) if found else ()
        if isinstance(value, CollectionValue):
            return self._inference.containers.method(value, call, use)
        return self.of_value(value)

    def _made(
        self, value: ClassValue, origin: tuple[Scope, int] | None, arguments: tuple[tuple[str, Values], ...]
    ) -> ObjectValue:
        """An object of a class; perhaps of one below it for `cls()`, and where the class is abstract."""
        exact = not (value.own or value.below) and not self._inference.classes.is_interface(value.scope)
        return ObjectValue(value.scope, exact, origin, arguments, own=value.own)

    def _of_library(self, name: str, call: Call, use: Use, origin: tuple[Scope, int]) -> Values:
        inference = self._inference
        special = self._of_builtin(name, call, use)
        if special is not None:
            return special
        if name in python.SPAWNERS and call.args:
            task = inference.library_name(inference.catalog.returns(name) or "asyncio.Task")
            return (LibraryObject(task, origin, inference.infer(call.args[0], use)),)
        runs = inference.catalog.runs(name)
        if runs is not None and runs.wraps:
            argument = call.argument(runs.argument, runs.keyword)
            thread = str(runs.thread)
            callees = inference.infer(argument, use) if argument is not None else ()
            return callees if thread == "same" else tuple(OffloadedValue(callee, thread, name) for callee in callees)
        if name in python.CONTEXT_MANAGERS and call.args:
            return inference.infer(call.args[0], use)
        result = self._of_callable(runs, call, use) if runs is not None else ()
        given = self._given_class(name, call, use)
        found = self._literally(name, call) or self._chosen(name, given) or inference.catalog.returns(name)
        if found is not None:
            held = result if found in python.FUTURES else ()
            made = (value for value in given if isinstance(value, ClassValue))
            return (*made, LibraryObject(inference.library_name(found), origin, held))
        if result:
            return result
        if name.rpartition(".")[2][:1].isupper():
            return (LibraryObject(inference.library_name(name), origin),)
        return ()

    def _literally(self, name: str, call: Call) -> str | None:
        """The class that a literal decides: `open(path, "rb")`."""
        for choice in self._inference.catalog.choices(name):
            argument = call.argument(choice.position, choice.keyword)
            if isinstance(argument, ex.Constant) and str(argument.value) == choice.value:
                return choice.result
        return None

    def _given_class(self, name: str, call: Call, use: Use) -> Values:
        """The classes that the argument can be which decides what a call gives: `sessionmaker(class_=AsyncSession)`."""
        for keyword in self._inference.catalog.choosing(name):
            argument = call.argument(int(keyword) if keyword.isdigit() else None, keyword)
            if argument is not None:
                values = self._inference.infer(argument, use)
                return tuple(value for value in values if isinstance(value, LibraryValue | ClassValue))
        return ()

    def _chosen(self, name: str, given: Values) -> str | None:
        """The class of what a call gives that is given this class, or one below it."""
        inference = self._inference
        for value in given:
            bases = inference.classes.library_bases(value.scope) if isinstance(value, ClassValue) else ()
            for one in (value.name,) if isinstance(value, LibraryValue) else bases:
                for keyword in inference.catalog.choosing(name):
                    found = inference.catalog.returns(f"{name}.<{keyword}>.{inference.library_name(one)}")
                    if found is not None:
                        return found
        return None

    def _of_callable(self, runs: RunsEntry, call: Call, use: Use) -> Values:
        """What a callable gives that is run on another thread, by `asyncio.to_thread(f)` and its like."""
        argument = call.argument(runs.argument, runs.keyword)
        if argument is None or runs.thread not in (RunsOn.POOL, RunsOn.PROCESS):
            return ()
        return merged((), *(self.of_value(value) for value in self._inference.infer(argument, use)))

    def _of_builtin(self, name: str, call: Call, use: Use) -> Values | None:
        inference = self._inference
        rule = self._rules.get(name)
        if rule is not None:
            return rule(call, use)
        if name == "builtins.super":
            owner = _enclosing_class(use.scope)
            return (SuperValue(owner),) if owner is not None else ()
        if name in _CAST and len(call.args) == 2:
            return inference.annotations.values(call.args[0], use) or inference.infer(call.args[1], use)
        if name == "builtins.object.__new__" and call.args:
            made = self._inference.infer(call.args[0], use)
            return merged((), *(self.of_value(value) for value in made if isinstance(value, ClassValue)))
        if name in python.ENTERING and call.args:
            return inference.infer(ex.Entered(call.args[0], python.ENTERING[name]), use)
        if name in python.HANDING_ON and call.args:
            return (CollectionValue(inference.infer(call.args[0], use), kind="iterator"),)
        if name in python.ELEMENT_GIVERS and isinstance(call.func, ex.Attribute):
            futures = inference.infer(call.func.value, use)
            return merged((), *(v.elements for v in futures if isinstance(v, LibraryObject)))
        if name in _PASS_THROUGH and call.args:
            return inference.infer(call.args[-1] if name == "builtins.filter" else call.args[0], use)
        if name in _ELEMENT_OF and call.args:
            return inference.infer(ex.Element(call.args[0], False), use)
        return inference.containers.of_builtin(name, call, use)

    def _of_type(self, call: Call, use: Use) -> Values:
        """`type(x)`: its class; `type("Name", (Base,), {})`: a class that has what its first base has."""
        if len(call.args) == 1:
            return self._inference.annotations.classes_of(self._inference.infer(call.args[0], use))
        bases = self._inference.infer(ex.Item(call.args[1], 0), use) if len(call.args) == 3 else ()
        return tuple(value for value in bases if isinstance(value, ClassValue | LibraryValue))

    def _of_field(self, call: Call, use: Use) -> Values:
        """The default of a field of a data class or model, or what its factory makes."""
        default = call.argument(None, "default")
        if default is not None:
            return self._inference.infer(default, use)
        factory = call.argument(None, "default_factory") or call.argument(None, "factory")
        makers = self._inference.infer(factory, use) if factory is not None else ()
        return merged((), *(self._made_by_factory(maker) for maker in makers))

    def _made_by_factory(self, maker: Value) -> Values:
        kind = maker.name.rpartition(".")[2] if isinstance(maker, LibraryValue) else ""
        is_collection = kind in ("list", "dict", "set")
        return (CollectionValue((), kind=kind),) if is_collection else self.of_value(maker)

    def _imported(self, call: Call, use: Use) -> Values:
        values = self._inference.infer(call.args[0], use) if call.args else ()
        names = [v.value for v in values if isinstance(v, LiteralValue) and isinstance(v.value, str)]
        if len(names) != 1:
            return ()
        bound = self._inference.names.imported(use.scope.module, ImportTarget(names[0]))
        return self._inference.values_of(bound)

    def of_value(self, value: Value) -> Values:
        """What calling a value without known arguments gives."""
        if isinstance(value, FunctionValue):
            return self.of_function(value.scope, value.receiver)
        if isinstance(value, ClassValue):
            return (self._made(value, None, value.arguments),)
        if isinstance(value, TypeVariable):
            return (replace(value, is_class=False),) if value.is_class else ()
        if isinstance(value, ObjectValue):
            return self.of_method(value, "__call__")
        if isinstance(value, LambdaValue):
            body = value.scope.body.blocks[value.block].expression
            place = Use(value.scope, value.block, (1 << 30, 0))
            return self._inference.infer(body, place) if body is not None else ()
        if isinstance(value, LibraryValue):
            found = self._inference.catalog.returns(value.name)
            return (LibraryObject(self._inference.library_name(found)),) if found else ()
        return ()

    def of_function(self, scope: Scope, receiver: Value | None = None) -> Values:
        """What calling a function of the project gives; of an async one, what awaiting that gives."""
        raw = self._inference.once(self._known, scope, self._of_function, scope)
        if not has_variables(raw):
            return raw
        return substituted(raw, self._inference.generics.known_of(receiver, scope.parent), receiver)

    def _of_function(self, scope: Scope) -> Values:
        wrapped = self._inference.decorator_names(scope)
        if scope.definition.is_generator:
            elements = self.yielded(scope)
            generator = None if any(name in python.CONTEXT_MANAGERS for name in wrapped) else scope
            return (CollectionValue(elements, generator=generator, kind="iterator"),)
        return self._declared_or(scope, self._returned(scope))

    def _declared_or(self, scope: Scope, returned: tuple[Values, bool]) -> Values:
        """The declared type, or what is returned where that is known exactly or says more."""
        values, complete = returned
        definition = scope.definition
        if definition.returns is None:
            return values
        declared = self._inference.annotations.values(definition.returns, Use(scope, 1, (definition.line, 1 << 20)))
        if not declared:
            return values
        return values if complete and values else merged(declared, values)

    def _returned(self, scope: Scope) -> tuple[Values, bool]:
        """The values of all `return`s, and whether each of them is known."""
        found: list[Values] = []
        complete = True
        for outcome in scope.body.outcomes:
            if outcome.kind != "return" or outcome.value is None or scope.lambda_of(outcome.block) is not None:
                continue
            use = Use(scope, outcome.block, (outcome.line, outcome.column))
            values = self._inference.infer(outcome.value, use)
            complete = complete and bool(values)
            found.append(tuple(v for v in values if v != LiteralValue(None)))
        return (merged(*found) if found else ()), complete

    def yielded(self, scope: Scope) -> Values:
        """The values that a generator yields: declared elements, or what its `yield`s give."""
        found: list[Values] = []
        for outcome in scope.body.outcomes:
            if outcome.value is None:
                continue
            use = Use(scope, outcome.block, (outcome.line, outcome.column))
            if outcome.kind == "yield":
                found.append(self._inference.infer(outcome.value, use))
            elif outcome.kind == "yield-from":
                found.append(self._inference.infer(ex.Element(outcome.value, False), use))
        inferred = merged(*found) if found else ()
        definition = scope.definition
        if definition.returns is None:
            return inferred
        declared = self._inference.annotations.values(definition.returns, Use(scope, 1, (definition.line, 1 << 20)))
        elements = merged((), *(v.elements for v in declared if isinstance(v, CollectionValue)))
        plain = tuple(v for v in declared if not isinstance(v, CollectionValue))
        return inferred or elements or plain

    def of_method(self, value: ObjectValue, name: str) -> Values:
        """What calling a method of a project object without arguments gives."""
        member = self._inference.classes.member(value.scope, name)
        function = member.function() if member else None
        if function is not None:
            return self.of_function(function, value)
        bases = self._inference.classes.library_bases(value.scope)
        given = [self._inference.catalog.returns(f"{self._inference.library_name(base)}.{name}") for base in bases]
        return tuple(LibraryObject(self._inference.library_name(g)) for g in given if g)[:1]


def _enclosing_class(scope: Scope | None) -> Scope | None:
    while scope is not None and not scope.is_class:
        scope = scope.parent
    return scope
