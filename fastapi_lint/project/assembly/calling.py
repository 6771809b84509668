"""Calling: functions, classes, methods and what frameworks make of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Parameter, ParameterKind
from fastapi_lint.project.assembly.attributes import has_data_fields, is_field
from fastapi_lint.project.assembly.objects import (
    NONE,
    Alternatives,
    BoundMethod,
    Class,
    Constant,
    Deferred,
    Frame,
    Function,
    Instance,
    Items,
    LambdaFunction,
    Library,
    LibraryInstance,
    Partial,
    Registrar,
    RouterInstance,
    Table,
    Unknown,
    Value,
    Wrapping,
    each_of,
    forced,
    one_of,
)
from fastapi_lint.project.assembly.relevance import AFTER_CONSTRUCTION
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import END_OF_FILE, Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_SETTING = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")
_POST_INIT = AFTER_CONSTRUCTION[1:]


class Calling:
    """Makes calls. What cannot change an application is put off."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._active: list[Scope] = []
        self._sites: list[Site] = []
        self._symbolic: set[Instance] = set()
        self._depth_put_off = 0
        self._results: dict[object, Value | None] = {}
        self._put_off_left = MOST_STEPS_PUT_OFF_IN_ALL

    def allow_put_off(self) -> None:
        """Let what was put off be worked out at the cost of a whole project again."""
        self._put_off_left = 5 * MOST_STEPS_PUT_OFF_IN_ALL

    def at(self, expression: ex.CallResult, spot: Spot) -> Value:
        """The call that an expression makes; what is not known shows as the expression itself."""
        machine = self._machine
        call = spot.scope.definition.body.calls[expression.call]
        site = Site(spot.scope, expression.call)
        at = Spot(spot.scope, spot.frame, call.block, (call.span.line, call.span.column))
        callee = machine.evaluation.evaluate(call.func, at)
        args, _ = machine.evaluation.spread(call.args, at)
        keywords = self._keywords(call.keywords, at)
        found: list[Value] = []
        self._sites.append(site)
        try:
            configured = _configured(args, keywords)
            if configured is not None and _may_read_settings(forced(callee), keywords):
                return configured
            for each in each_of(callee):
                result = machine.library.special(each, call, args, keywords, at)
                if result is None:
                    result = self.call(each, args, keywords, site)
                if result is None and isinstance(each, Unknown):
                    machine.framework.called_on_unknown(each, args, keywords, site)
                if result is not None:
                    found.append(result)
        finally:
            self._sites.pop()
        return one_of(found) if found else spot.unknown(expression)

    def _keywords(self, given: tuple[tuple[str | None, Expression], ...], spot: Spot) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, expression in given:
            value = self._machine.evaluation.evaluate(expression, spot)
            if name is not None:
                found[name] = value
                continue
            spread = forced(value)
            if isinstance(spread, Table):
                found.update((key, each) for key, each in spread.entries.items() if isinstance(key, str))
        return found

    @property
    def site(self) -> Site | None:
        """The call that is being made, if any."""
        return self._sites[-1] if self._sites else None

    @property
    def first_site(self) -> Site:
        """The call that stands outside of the methods of routers: `router.get(…)` as a user of the router wrote it."""
        for site in reversed(self._sites):
            owner = site.scope.parent
            while owner is not None and not owner.is_class:
                owner = owner.parent
            if owner is None or not self._machine.framework.kind_of_scope(owner):
                return site
        return self._sites[-1]

    def call(self, callee: Value, args: list[Value], keywords: dict[str, Value], site: Site | None) -> Value | None:
        """What calling a value gives, or None if that is not known."""
        machine = self._machine
        if isinstance(callee, Function):
            return self._function(callee, args, keywords)
        if isinstance(callee, Class):
            return self.construct(callee, args, keywords, site)
        if isinstance(callee, BoundMethod):
            return machine.library.method(callee, args, keywords)
        if isinstance(callee, Library):
            return machine.library.call(callee.name, args, keywords, site)
        if isinstance(callee, Partial):
            both = {**callee.keywords, **keywords}
            results = [self.call(each, [*callee.args, *args], both, site) for each in each_of(callee.callee)]
            known = [each for each in results if each is not None]
            return one_of(known) if known else None
        if isinstance(callee, LambdaFunction):
            return self._lambda(callee, args, keywords)
        if isinstance(callee, Registrar):
            return machine.framework.apply(callee, args)
        if isinstance(callee, Wrapping):
            if args and isinstance(args[0], Function):
                args[0].wrapped = callee.wrapped
            return args[0] if args else None
        if isinstance(callee, Instance):
            method = machine.attributes.get(callee, "__call__")
            return self._function(method, args, keywords) if isinstance(method, Function) else None
        if isinstance(callee, Unknown):
            results = [self.call(each, args, keywords, site) for each in machine.translation.known(callee)]
            known = [each for each in results if each is not None]
            return one_of(known) if known else None
        return None

    def _function(self, function: Function, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        scope = function.scope
        if self._machine.relevance.is_relevant(scope) or (
            function.frame.scope.is_function and self.registers(function)
        ):
            if _CACHING & set(self._machine.inference.decorator_names(scope)):
                return self._cached(function, args, keywords)
            return self.run(function, args, keywords)
        site = self.site
        unknown = Unknown(ex.CallResult(site.number), Inference.use_of_call(site.scope, site.number)) if site else NONE
        return Deferred(lambda: self._told(self._put_off(function, args, keywords), unknown))

    def _told(self, result: Value | None, unknown: Value) -> Value:
        """What a call gives; where its body does not tell, inference may know by the annotation of the result."""
        plain = forced(result) if result is not None else None
        if plain is None or (isinstance(plain, Unknown) and not self._machine.translation.known(plain)):
            return unknown
        return plain

    def _cached(self, function: Function, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """A function that `lru_cache` decorates gives what it gave before."""
        key = (function.scope, tuple(map(forced, args)), tuple((name, forced(v)) for name, v in keywords.items()))
        if key not in self._results:
            self._results[key] = self.run(function, args, keywords)
        return self._results[key]

    def _put_off(self, function: Function, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """Run a function that changes no application, for what it returns; only so far as that is cheap."""
        machine = self._machine
        if self._put_off_left <= 0 or self._depth_put_off >= _DEEPEST_PUT_OFF:
            return None
        self._depth_put_off += 1
        with machine.at_most(min(MOST_STEPS_PUT_OFF, self._put_off_left)):
            before = machine.steps_left
            result = self.run(function, args, keywords)
            if self._depth_put_off == 1:
                self._put_off_left -= before - machine.steps_left
            is_whole = machine.steps_left >= 0
        self._depth_put_off -= 1
        return result if is_whole else None

    def run(self, function: Function, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        """Run a function now. Returns what it returns; None for a generator, and where the limits are reached."""
        machine = self._machine
        scope = function.scope
        if machine.depth > _DEEPEST or self._active.count(scope) > 1 or machine.steps_left < 0:
            return None
        machine.ran.add(scope)
        frame = Frame(scope, function.frame)
        self._bind(function, args, keywords, frame)
        machine.depth += 1
        self._active.append(scope)
        try:
            machine.execution.run_body(frame)
        finally:
            self._active.pop()
            machine.depth -= 1
        if scope.definition.is_generator:
            return Items(frame.yielded) if frame.yielded else None
        given = [*frame.returned, *frame.returned_otherwise]
        return one_of(given, bool(frame.returned and frame.returned_otherwise)) if given else NONE

    def _bind(self, function: Function, args: list[Value], keywords: dict[str, Value], frame: Frame) -> None:
        """Give the parameters their arguments, or their defaults, or what inference knows of them."""
        given = list(args) if function.receiver is None else [function.receiver, *args]
        left = dict(keywords)
        for parameter in function.scope.definition.parameters:
            name, kind = parameter.name, parameter.kind
            if kind is ParameterKind.VAR_POSITIONAL:
                frame.variables[name] = Items(given)
                given = []
            elif kind is ParameterKind.VAR_KEYWORD:
                frame.variables[name] = Table(dict(left))
            elif given and kind is not ParameterKind.KEYWORD_ONLY:
                frame.variables[name] = given.pop(0)
            elif name in left:
                frame.variables[name] = left.pop(name)
            else:
                default = self.default(function, parameter)
                frame.variables[name] = default if default is not None else self.unknown_parameter(function, name)

    def unknown_parameter(self, function: Function, name: str) -> Value:
        """A parameter that was given nothing."""
        return Unknown(ex.Name(name), Use(function.scope, 0, (function.scope.definition.span.line, 0)))

    def default(self, function: Function, parameter: Parameter) -> Value | None:
        """The default of a parameter, as it was when the function was defined if that is known; None if it has none."""
        if parameter.name in function.defaults:
            return function.defaults[parameter.name]
        if parameter.default is None:
            return None
        spot = header_spot(function.scope, function.frame)
        return self._machine.evaluation.evaluate(parameter.default, spot)

    def defaults(self, function: Function) -> dict[str, Value]:
        """The defaults of all parameters, worked out now: the names in them may be bound anew in the next turn."""
        found: dict[str, Value] = {}
        for parameter in function.scope.definition.parameters:
            value = self.default(function, parameter)
            if value is not None:
                found[parameter.name] = value
        return found

    def overridable_defaults(self, function: Function) -> dict[str, Value]:
        """The defaults of a function that nothing is known to call: whoever does may give something else."""
        found: dict[str, Value] = {}
        for name, value in self.defaults(function).items():
            plain = forced(value)
            found[name] = Constant(plain.value, overridable=True) if isinstance(plain, Constant) else value
        return found

    def _lambda(self, function: LambdaFunction, args: list[Value], keywords: dict[str, Value]) -> Value | None:
        block = function.scope.definition.body.blocks[function.block]
        if block.expression is None or self._machine.depth > _DEEPEST:
            return None
        frame = Frame(function.frame.scope, function.frame, elements=dict(function.frame.elements))
        given = list(args)
        for parameter in block.parameters:
            if parameter.kind is ParameterKind.VAR_POSITIONAL:
                frame.variables[parameter.name] = Items(given)
            elif given:
                frame.variables[parameter.name] = given.pop(0)
            elif parameter.name in keywords:
                frame.variables[parameter.name] = keywords[parameter.name]
            elif parameter.default is not None:
                spot = Spot(function.scope, function.frame, block.parent, END_OF_FILE)
                frame.variables[parameter.name] = self._machine.evaluation.evaluate(parameter.default, spot)
        self._machine.depth += 1
        try:
            spot = Spot(function.scope, frame, function.block, END_OF_FILE)
            return self._machine.evaluation.evaluate(block.expression, spot)
        finally:
            self._machine.depth -= 1

    def construct(self, cls: Class, args: list[Value], keywords: dict[str, Value], site: Site | None) -> Value:
        """An object of a class of the project."""
        machine = self._machine
        if machine.attributes.is_enum(cls) and args:
            return args[0]
        kind = machine.framework.kind_of_class(cls)
        if kind and site is not None:
            made: Instance = machine.framework.made(kind, site, cls)
        else:
            made = Instance(cls)
        machine.instances.setdefault(cls.scope, []).append(made)
        if self._starts_at_once(cls):
            self._start(made, cls, args, keywords)
        else:
            made.start = lambda: self._start_put_off(made, cls, args, keywords)
        return made

    def _start_put_off(self, made: Instance, cls: Class, args: list[Value], keywords: dict[str, Value]) -> None:
        with self._machine.at_most(MOST_STEPS_PUT_OFF):
            self._start(made, cls, args, keywords)

    def _starts_at_once(self, cls: Class) -> bool:
        relevant = self._machine.relevance.is_relevant
        if self._machine.framework.kind_of_class(cls):
            return True
        classes = self._machine.inference.classes
        members = [classes.member(cls.scope, name) for name in AFTER_CONSTRUCTION]
        functions = [member.function() for member in members if member is not None]
        return any(function is not None and relevant(function) for function in functions)

    def _start(self, made: Instance, cls: Class, args: list[Value], keywords: dict[str, Value]) -> None:
        """Run a constructor, or fill the fields of a data class and run what comes after."""
        attributes = self._machine.attributes
        constructor = attributes.get(made, "__init__")
        if isinstance(constructor, Function):
            self.run(constructor, args, keywords)
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
        for name in _POST_INIT:
            method = attributes.get(made, name)
            if isinstance(method, Function):
                self.run(method, [], {})

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
                    keywords = self._keywords(cls.scope.definition.keywords, header_spot(cls.scope, frame))
                    self.run(Function(hook.scope, hook.frame, cls), [], keywords)
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
        written = [scope for scope in machine.inference.classes.mro(cls.scope) if scope.definition.body.calls]
        if written:
            self._sites.append(Site(written[0], 0))  # what fields are filled with has to be made somewhere
        self._start(made, cls, [], {})
        if written:
            self._sites.pop()
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

    def decorated(self, decorator: Expression, scope: Scope, value: Value, original: Value, frame: Frame) -> Value:
        """A definition after one of its decorators; itself where that is not known to change it."""
        machine = self._machine
        definition = scope.definition
        spot = Spot(scope, frame, _HEADER, (definition.span.line, definition.span.column))
        callee = machine.evaluation.evaluate(decorator, spot)
        result = value
        for each in each_of(callee):
            if isinstance(each, Registrar):
                machine.framework.apply(each, [original], is_decorator=True)
            elif isinstance(each, Wrapping) and isinstance(value, Function):
                value.wrapped = each.wrapped
            elif isinstance(each, Function | Class | Instance | Partial | BoundMethod | LambdaFunction):
                given = self._decorating(each, value, decorator, scope)
                if isinstance(given, Function | Class | Instance | Partial) and not isinstance(given, RouterInstance):
                    result = self._kept(given, value)
            elif isinstance(each, Wrapping) and isinstance(original, Function):
                original.wrapped = each.wrapped
            elif isinstance(each, Unknown) and isinstance(decorator, ex.CallResult):
                machine.framework.unowned(decorator.call, scope, original, spot)
        return result

    def _decorating(self, callee: Value, value: Value, decorator: Expression, scope: Scope) -> Value | None:
        """Apply a decorator of the project if that may change more than what is decorated."""
        site = Site(scope, decorator.call) if isinstance(decorator, ex.CallResult) else None
        if isinstance(callee, Function) and not self.registers(callee) and not self._changes_things(callee.scope):
            return None
        if isinstance(callee, BoundMethod) and not isinstance(callee.owner, RouterInstance):
            return None
        if site is not None:
            self._sites.append(site)
        try:
            result = self.call(callee, [value], {}, site)
            return forced(result) if result is not None else None
        finally:
            if site is not None:
                self._sites.pop()

    def registers(self, callee: Value) -> bool:
        """True if calling a value may register something."""
        if isinstance(callee, Registrar):
            return True
        if isinstance(callee, BoundMethod):
            return isinstance(callee.owner, RouterInstance | Items)
        if isinstance(callee, Partial):
            return self.registers(callee.callee)
        if isinstance(callee, Alternatives):
            return any(self.registers(each) for each in callee.values)
        if not isinstance(callee, Function):
            return False
        if self._machine.relevance.is_relevant(callee.scope):
            return True
        held = callee.frame.variables.values() if callee.frame.scope.is_function else ()
        return any(isinstance(each, Registrar) or (each is not callee and _is_registering(each)) for each in held)

    def _changes_things(self, scope: Scope) -> bool:
        """True for decorators that keep what they decorate, such as those of registries."""
        if self._machine.relevance.is_relevant(scope):
            return True
        body = scope.definition.body
        keeps = any(getattr(call.func, "attr", "") in ("append", "add", "setdefault") for call in body.calls)
        sets = bool(body.item_bindings or body.attribute_bindings)
        return sets or keeps or any(self._changes_things(c) for c in scope.children if c.is_function)

    @staticmethod
    def _kept(given: Value, value: Value) -> Value:
        """The function as a reader knows it: what a wrapper wraps."""
        if isinstance(given, Function) and given.wrapped is not None:
            return value
        return given


def _may_read_settings(callee: Value, keywords: dict[str, Value]) -> bool:
    """False for what surely does something else: `require("GET", Kind.ITEM)` has no default in its second place."""
    if isinstance(callee, Class | RouterInstance | BoundMethod):
        return False
    if not isinstance(callee, Function) or "default" in keywords:
        return True
    names = [parameter.name for parameter in callee.scope.definition.parameters]
    return "default" in names[1 : 2 + (callee.receiver is not None)]


def _configured(args: list[Value], keywords: dict[str, Value]) -> Value | None:
    """The default of `config("API_PREFIX", default="/api")` and its kin, by whatever library or function."""
    key = args[0] if args else None
    if not isinstance(key, Constant) or not isinstance(key.value, str) or not _SETTING.fullmatch(key.value):
        return None
    default = keywords.get("default", args[1] if len(args) > 1 else None)
    return Constant(default.value, overridable=True) if isinstance(default, Constant) else None


def _is_registering(value: Value) -> bool:
    return isinstance(value, BoundMethod) and isinstance(value.owner, RouterInstance)


def header_spot(scope: Scope, frame: Frame) -> Spot:
    """Where the header of a definition is evaluated: its calls, but the names around it."""
    return Spot(scope, frame, _HEADER, (scope.definition.line, 1 << 20))


MOST_STEPS_PUT_OFF = 400
"""For working out what a call gives that has no part in putting an application together."""

MOST_STEPS_PUT_OFF_IN_ALL = 20_000
_DEEPEST_PUT_OFF = 5

_CACHING = frozenset({"functools.lru_cache", "functools.cache"})
_HEADER = 1
_DEEPEST = 40
