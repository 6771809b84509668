"""Tracing: from an expression back to the expressions that make what it stands for, through names, parameters,
attributes, loops and functions."""

from __future__ import annotations

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, ParameterKind
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    ModuleValue,
    ObjectValue,
    Target,
    Value,
)
from fastapi_lint.project.web.call_index import CallIndex, Site
from fastapi_lint.project.web.runs import Place, Run

_DEEPEST = 24
_MOST = 24
_MOST_STEPS = 500
"""How many steps one question may take: callers of callers multiply. Real prefixes and routers take below 50."""
_DEEPEST_LISTS = 6
_SAME_ELEMENTS = frozenset(
    {"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.reversed", "builtins.iter"}
)


class Tracing:
    """Follows expressions to their roots: calls, literals, displays, and names that lead nowhere."""

    def __init__(self, inference: Inference, index: CallIndex) -> None:
        self._inference = inference
        self._index = index
        self._depth = 0
        self._listing = 0
        self._left = _MOST_STEPS

    def roots(self, place: Place) -> list[Place]:
        """The expressions that the one at `place` goes back to, latest assignment first; itself if it goes nowhere."""
        if self._depth == 0 and self._listing == 0:
            self._left = _MOST_STEPS
        if self._depth >= _DEEPEST or self._left <= 0:
            return [place]
        self._depth += 1
        self._left -= 1
        try:
            return (self._step(place) or [place])[:_MOST]
        finally:
            self._depth -= 1

    def _step(self, place: Place) -> list[Place]:
        expression, use, run = place
        if isinstance(expression, ex.Name):
            return self._through(self._inference.names.lookup(expression.id, use), place)
        if isinstance(expression, ex.Attribute):
            return self._attribute(expression, place)
        if isinstance(expression, ex.Element):
            return self._element(expression, place)
        if isinstance(expression, ex.Item | ex.Subscript):
            return self._part(expression, place)
        if isinstance(expression, ex.CallResult):
            return self._returned(expression, place)
        if isinstance(expression, ex.Conditional):
            return self._all([Place(part, use, run) for part in (expression.body, expression.orelse)])
        if isinstance(expression, ex.Operation) and expression.operator in ("or", "and"):
            return self._all([Place(part, use, run) for part in expression.operands])
        if isinstance(expression, ex.Awaited | ex.Narrowed | ex.Starred):
            return self.roots(Place(expression.value, use, run))
        return []

    def _all(self, places: list[Place]) -> list[Place]:
        return [root for place in places for root in self.roots(place)]

    def _through(self, targets: tuple[Target, ...], place: Place) -> list[Place]:
        """Roots of what a name refers to."""
        found: list[Place] = []
        for target in targets:
            if isinstance(target, BoundName):
                found += self._bound(target, place)
            elif isinstance(target, BoundParameter):
                found += self._parameter(target, place)
        return found

    def _bound(self, target: BoundName, place: Place) -> list[Place]:
        binding = target.binding
        if isinstance(binding.value, ImportTarget | DefinitionTarget | ex.Unknown):
            return []
        use = Use(target.scope, binding.block, (binding.line, binding.column))
        return self.roots(Place(binding.value, use, place.run))

    def _parameter(self, target: BoundParameter, place: Place) -> list[Place]:
        """Roots of the arguments given for a parameter: in this run, or else in all calls of the function."""
        parameter = target.scope.parameters.get(target.name)
        if parameter is None:
            return []
        run = place.run.at(target.scope) if place.run is not None else None
        if run is not None and run.function is target.scope and run.site is not None:
            given = [self._argument(target, run.site, run.outer)]
        else:
            given = [self._argument(target, site, None) for site in self._index.callers(target.scope)[:_MOST]]
        found = self._all([place for place in given if place is not None])
        if not found and parameter.default is not None and parameter.default != ex.NONE:
            found = self.roots(Place(parameter.default, header_use(target.scope), None))
        return found

    def _argument(self, target: BoundParameter, site: Site, outer: Run | None) -> Place | None:
        """The argument of a call for a parameter, or the parameter's default."""
        parameters = target.scope.definition.parameters
        parameter = target.scope.parameters[target.name]
        use = self._inference.use_of_call(site.scope, site.number)
        position: int | None = parameters.index(parameter) - site.skipped
        if position == -1:
            return self._receiver(site, use, outer)
        if parameter.kind is ParameterKind.KEYWORD_ONLY or position is None or position < 0:
            position = None
        given = site.call.argument(position, target.name)
        if given is not None and not isinstance(given, ex.Starred):
            return Place(given, use, outer)
        if parameter.default is not None:
            return Place(parameter.default, header_use(target.scope), None)
        return None

    @staticmethod
    def _receiver(site: Site, use: Use, outer: Run | None) -> Place | None:
        """What a method is called on: the object that a constructor makes, the object before the dot."""
        func = site.call.func
        if not isinstance(func, ex.Attribute) or func.attr[:1].isupper():
            return Place(ex.CallResult(site.number), use, outer)
        if isinstance(func.value, ex.CallResult):
            inner = site.scope.body.calls[func.value.call].func
            if inner == ex.Name("super") and site.scope.definition.parameters:
                return Place(ex.Name(site.scope.definition.parameters[0].name), use, outer)
        return Place(func.value, use, outer)

    def _attribute(self, expression: ex.Attribute, place: Place) -> list[Place]:
        """Roots of an attribute of a module, a class or an object; `app.router` is the application."""
        found: list[Place] = []
        for owner in self.roots(Place(expression.value, place.use, place.run)):
            for value in self._inference.infer(owner.expression, owner.use):
                if isinstance(value, LibraryObject) and expression.attr == "router" and fastapi.kind_of(value.name):
                    found.append(owner)
                else:
                    found += self._member(value, expression.attr, owner)
        return list(dict.fromkeys(found))

    def _member(self, value: Value, attr: str, owner: Place) -> list[Place]:
        names, classes = self._inference.names, self._inference.classes
        if isinstance(value, ModuleValue):
            return self._through(names.member(names.module_scope(value.module), attr), owner)
        if not isinstance(value, ClassValue | ObjectValue):
            return []
        member = classes.member(value.scope, attr)
        if member is None:
            return []
        found = self._through(member.targets, owner)
        for method, binding in member.assigned:
            use = Use(method, binding.block, (binding.line, 1 << 20))
            found += self.roots(Place(binding.value, use, self._construction(method, owner)))
        return found

    @staticmethod
    def _construction(method: Scope, owner: Place) -> Run | None:
        """The run of the constructor that made an object, if the object's own construction is at hand."""
        if method.definition.name != "__init__":
            return None
        if isinstance(owner.expression, ex.CallResult):
            return Run(method, Site(owner.use.scope, owner.expression.call, 1), owner.run)
        return owner.run.at(method) if owner.run is not None else None

    def _element(self, expression: ex.Element, place: Place) -> list[Place]:
        run = place.run.at(place.use.scope) if place.run is not None else None
        chosen = run.element(expression) if run is not None else None
        if chosen is not None:
            return self.roots(chosen)
        return self._all(self.elements(Place(expression.iterable, place.use, place.run)) or [])

    def _part(self, expression: ex.Item | ex.Subscript, place: Place) -> list[Place]:
        """Roots of one item of a literal tuple, list or dict."""
        keys: list[object] = []
        if isinstance(expression, ex.Item):
            keys.append(expression.position)
        else:
            named = self.roots(Place(expression.key, place.use, place.run))
            keys += [root.expression.value for root in named if isinstance(root.expression, ex.Constant)]
        found: list[Place] = []
        for owner in self.roots(Place(expression.value, place.use, place.run)):
            whole = owner.expression
            held: list[Expression] = []
            if isinstance(whole, ex.Collection):
                held = [whole.elements[k] for k in keys if isinstance(k, int) and -1 < k < len(whole.elements)]
            elif isinstance(whole, ex.Mapping):
                held = [v for k, v in whole.items if isinstance(k, ex.Constant) and k.value in keys]
            found += self._all([Place(part, owner.use, owner.run) for part in held])
        return found

    def _returned(self, expression: ex.CallResult, place: Place) -> list[Place]:
        """Roots of what a function of the project returns."""
        scope = place.use.scope
        found: list[Place] = []
        for value in self._inference.callee(scope, expression.call):
            if not isinstance(value, FunctionValue) or value.scope.definition.is_generator:
                continue
            site = Site(scope, expression.call, 1 if value.receiver is not None else 0)
            run = Run(value.scope, site, place.run)
            for outcome in value.scope.body.outcomes:
                if outcome.kind != "return" or outcome.value in (None, ex.NONE):
                    continue
                if value.scope.lambda_of(outcome.block) is None:
                    use = Use(value.scope, outcome.block, (outcome.line, outcome.column))
                    found += self.roots(Place(outcome.value, use, run))
        return found

    def elements(self, place: Place) -> list[Place] | None:
        """What an iterable holds if it is a literal, a sum of literals or a view of one; else None."""
        if self._listing > _DEEPEST_LISTS:  # `names = sorted(names)` in a loop
            return None
        roots = self.roots(place)
        self._listing += 1
        try:
            found = [self._held(root) for root in roots]
        finally:
            self._listing -= 1
        return [element for held in found if held is not None for element in held] or None

    def _held(self, root: Place) -> list[Place] | None:
        expression, use, run = root
        if isinstance(expression, ex.Collection):
            found: list[Place] = []
            for element in expression.elements:
                if isinstance(element, ex.Starred):
                    found += self.elements(Place(element.value, use, run)) or []
                else:
                    found.append(Place(element, use, run))
            return found
        if isinstance(expression, ex.Mapping):
            return [Place(key, use, run) for key, _ in expression.items if key is not None]
        if isinstance(expression, ex.Operation) and expression.operator == "+":
            return [p for part in expression.operands for p in self.elements(Place(part, use, run)) or []]
        if isinstance(expression, ex.CallResult):
            return self._viewed(expression, root)
        return None

    def _viewed(self, expression: ex.CallResult, root: Place) -> list[Place] | None:
        """Elements of `mapping.items()`, `enumerate(x)`, `sorted(x)` …"""
        _, use, run = root
        call = use.scope.body.calls[expression.call]
        if isinstance(call.func, ex.Attribute) and call.func.attr in ("items", "values", "keys") and not call.args:
            return self._mapping_view(call.func, root)
        names = {v.name for v in self._inference.callee(use.scope, expression.call) if isinstance(v, LibraryValue)}
        if names & _SAME_ELEMENTS and call.args:
            return self.elements(Place(call.args[0], use, run))
        if "builtins.enumerate" in names and call.args:
            return self._numbered(self.elements(Place(call.args[0], use, run)))
        return None

    @staticmethod
    def _numbered(held: list[Place] | None) -> list[Place] | None:
        """Pairs of a number and an element. Elements from several places cannot be paired with their use."""
        if held is None:
            return None
        return [
            Place(ex.Collection("tuple", (ex.Constant(number, "int"), place.expression)), place.use, place.run)
            for number, place in enumerate(held)
        ]

    def _mapping_view(self, func: ex.Attribute, root: Place) -> list[Place] | None:
        found: list[Place] = []
        for owner in self.roots(Place(func.value, root.use, root.run)):
            if not isinstance(owner.expression, ex.Mapping):
                continue
            for key, value in owner.expression.items:
                if key is None:
                    continue
                shown: dict[str, ex.Expression] = {"keys": key, "values": value}
                pair = shown.get(func.attr, ex.Collection("tuple", (key, value)))
                found.append(Place(pair, owner.use, owner.run))
        return found or None
