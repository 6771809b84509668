"""Calling: functions, classes, methods and what frameworks make of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Parameter, ParameterKind
from fastapi_lint.project.assembly.limits import (
    DEEPEST_CALLS,
    DEEPEST_PUT_OFF,
    MOST_STEPS_PUT_OFF,
    MOST_STEPS_PUT_OFF_IN_ALL,
)
from fastapi_lint.project.assembly.objects import (
    NONE,
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
    Partial,
    Registrar,
    RouterInstance,
    Table,
    Unknown,
    Value,
    Wrapping,
    each_of,
    forced,
    has_default,
    one_of,
)
from fastapi_lint.project.assembly.relevance import AFTER_CONSTRUCTION
from fastapi_lint.project.assembly.spot import Spot, header_spot
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import END_OF_FILE, Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import Site

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_CACHING = frozenset({"functools.lru_cache", "functools.cache"})
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")
_POST_INIT = AFTER_CONSTRUCTION[1:]


class Calling:
    """Makes calls. What cannot change an application is put off."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._active: list[Scope] = []
        self._sites: list[Site] = []
        self._depth_put_off = 0
        self._depth_told = 0
        self._results: dict[object, Value | None] = {}
        self._put_off_left = MOST_STEPS_PUT_OFF_IN_ALL

    def allow_put_off(self) -> None:
        """Let what was put off be worked out at the cost of a whole project again."""
        self._put_off_left = 5 * MOST_STEPS_PUT_OFF_IN_ALL

    def at(self, expression: ex.CallResult, spot: Spot) -> Value:
        """The call that an expression makes; what is not known shows as the expression itself."""
        machine = self._machine
        call = spot.scope.body.calls[expression.call]
        site = Site(spot.scope, expression.call)
        at = Spot(spot.scope, spot.frame, call.block, (call.line, call.column))
        callee = machine.evaluation.evaluate(call.func, at)
        args, _ = machine.evaluation.spread(call.args, at)
        keywords = self.keywords(call.keywords, at)
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
        return one_of(found, has_default(callee)) if found else spot.unknown(expression)

    def keywords(self, given: tuple[tuple[str | None, Expression], ...], spot: Spot) -> dict[str, Value]:
        """The keyword arguments of a call, `**spreads` unpacked."""
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

    def enter(self, site: Site) -> None:
        """A call begins."""
        self._sites.append(site)

    def leave(self) -> None:
        """The latest call ends."""
        self._sites.pop()

    @property
    def site(self) -> Site | None:
        """The call that is being made, if any."""
        return self._sites[-1] if self._sites else None

    @property
    def sites(self) -> tuple[Site, ...]:
        """The calls that are being made, the outermost first."""
        return tuple(self._sites)

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
            return self._machine.construction.construct(callee, args, keywords, site)
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
        relevance = self._machine.relevance
        if (
            relevance.is_relevant(scope)
            or relevance.makes_relevant(scope)
            or (function.frame.scope.is_function and self._machine.decorating.registers(function))
        ):
            if _CACHING & set(self._machine.inference.decorator_names(scope)):
                return self._cached(function, args, keywords)
            return self.run(function, args, keywords)
        site = self.site
        unknown = Unknown(ex.CallResult(site.number), Inference.use_of_call(site.scope, site.number)) if site else NONE
        return Deferred(lambda: self._told(self._put_off(function, args, keywords), unknown))

    def _told(self, result: Value | None, unknown: Value) -> Value:
        """What a call gives; where its body does not tell, inference may know by the annotation of the result."""
        if self._depth_told >= DEEPEST_CALLS:  # functions that return what each other returns
            return unknown
        self._depth_told += 1
        plain = forced(result) if result is not None else None
        self._depth_told -= 1
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
        if self._put_off_left <= 0 or self._depth_put_off >= DEEPEST_PUT_OFF:
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
        if machine.depth > DEEPEST_CALLS or self._active.count(scope) > 1 or machine.steps_left < 0:
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
        block = function.scope.body.blocks[function.block]
        if block.expression is None or self._machine.depth > DEEPEST_CALLS:
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
