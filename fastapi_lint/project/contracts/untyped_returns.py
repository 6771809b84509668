"""Untyped returns: handlers of whose responses FastAPI knows nothing, and what their return annotation could be.

Without a response model FastAPI documents an empty schema and encodes what is returned in Python, on the event loop
(fastapi 0.165: routing.py, serialize_response, encoders.py); with one Pydantic writes the JSON (since 0.130).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.frameworks import pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import UntypedReturnView
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS
from fastapi_lint.project.assembly.objects import Constant
from fastapi_lint.project.contracts.returns import registration_call
from fastapi_lint.project.contracts.unfit_responses import is_sent_as_returned
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LiteralValue,
    ObjectValue,
)
from fastapi_lint.project.resources.mapped import Mapped
from fastapi_lint.project.routing.endings import falls_through
from fastapi_lint.project.routing.handlers import Returned
from fastapi_lint.project.web.statuses import has_no_body, status_given
from fastapi_lint.project.web.surface import Route
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_LISTS = (ex.Collection, ex.Comprehension)
_TELLING = ("response_model", "response_class")
_EMPTY = ex.Collection("list", ())
_HIDDEN = Constant(False)
_SCALARS = {"str": "str", "int": "int", "float": "float", "bool": "bool"}


class UntypedReturns:
    """Looks at one handler at a time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._mapped = Mapped(project.inference)
        self._numbers: dict[Scope, list[int]] = {}
        for number, route in enumerate(project.routes):
            if route.kind == "http" and not route.registration.is_plain:
                self._numbers.setdefault(route.endpoint, []).append(number)

    @property
    def _has_unions(self) -> bool:
        """True unless the project also runs where `X | None` cannot be evaluated."""
        python = self._project.versions.python
        return python.at_least(3, 10) or (python.exact is None and python.lowest is None)

    def of(self, scope: Scope) -> Iterator[UntypedReturnView]:
        """One if the function is a handler that returns data and has no response model, else none."""
        definition = scope.definition
        if not scope.is_function or definition.returns is not None or definition.is_generator:
            return
        numbers = self._numbers.get(scope, ())
        if not numbers or is_test_path(scope.module.path) or not all(map(self._is_open, numbers)):
            return
        returned = self._project.routing.handlers.returned(scope)
        if not returned or any(map(self._is_no_data, returned)) or not is_sent_as_returned(self._project, scope):
            return
        if any(self._mapped.is_mapped(one.scope) for each in returned for one in _objects(each)):
            return  # a matter of what goes out, before it is one of types
        models = dict.fromkeys(name for one in returned for name in self._models(one))
        yield UntypedReturnView(
            () if "" in models else tuple(models), any(map(self._is_many, returned)), self._annotation(scope, returned)
        )

    def _is_open(self, number: int) -> bool:
        """True if nothing that registers a route speaks of its response."""
        arguments, route = self._project.surface.arguments[number], self._project.routes[number]
        call = registration_call(route.registration)
        if any(name is None for name, _ in call.keywords) or has_no_body(status_given(arguments.get("status_code"))):
            return False
        if any(name in arguments or call.argument(None, name) is not None for name in _TELLING):
            return False
        if arguments.get("include_in_schema") == _HIDDEN:
            return False
        return not self._has_default_class(route)

    def _has_default_class(self, route: Route) -> bool:
        routers = self._project.surface.routers
        owner = routers.all.get(route.registration.owner) if routers is not None else None
        return owner is not None and "default_response_class" in owner.arguments

    def _is_no_data(self, returned: Returned) -> bool:
        """True for a response, and for what is not known, which may be one."""
        if isinstance(returned.value, (ex.Mapping, *_LISTS)):
            return False
        return not returned.values or any(map(self._project.routing.handlers.is_response, returned.values))

    def _models(self, returned: Returned) -> Iterator[str]:
        """The models that a `return` gives objects of, `` for what is anything else but None or an empty list."""
        if returned.value in (_EMPTY, ex.NONE):
            return
        if not self._is_sure(returned.value, returned.use):
            yield ""
        for value in returned.values or (None,):
            for one in value.elements or (None,) if isinstance(value, CollectionValue) else (value,):
                if one != LiteralValue(None):
                    is_model = isinstance(one, ObjectValue) and self._project.contracts.is_model_class(one.scope)
                    yield one.scope.definition.name if is_model and isinstance(one, ObjectValue) else ""

    @staticmethod
    def _is_many(returned: Returned) -> bool:
        """True for a list of any length."""
        if isinstance(returned.value, ex.Comprehension):
            return returned.value.kind == "list"
        lists = [one for one in returned.values if isinstance(one, CollectionValue) and one.kind == "list"]
        return bool(lists) and not isinstance(returned.value, ex.Collection)

    def _annotation(self, scope: Scope, returned: tuple[Returned, ...]) -> str:
        """What the return annotation has to say, as the module writes it; `` if that is not certain."""
        found = dict.fromkeys(self._type(scope, one.value, one) for one in returned)
        if falls_through(scope) or any(one.value is None for one in scope.body.outcomes):
            found["None"] = None
        names = [name for name in found if name != "None"]
        if not all(found) or len(names) != 1:
            return ""
        return names[0] if "None" not in found else f"{names[0]} | None" if self._has_unions else ""

    def _type(self, scope: Scope, expression: Expression, returned: Returned) -> str:
        if expression == ex.NONE:
            return "None"
        if isinstance(expression, ex.Constant):
            return _SCALARS.get(expression.type, "")
        if isinstance(expression, ex.FormattedString):
            return "str"
        if isinstance(expression, ex.Mapping):
            return _mapping(expression)
        if (
            len(returned.values) != 1
            or not self._is_sure(expression, returned.use)
            or self._may_be_none(expression, returned.use)
        ):
            return ""
        value = returned.values[0]
        if isinstance(value, CollectionValue) and value.kind == "list" and len(value.elements) == 1:
            name = self._name(scope, value.elements[0])
            return f"list[{name}]" if name else ""
        return self._name(scope, value)

    def _is_sure(self, expression: Expression, use: Use) -> bool:
        """True if the type of a value is declared, or is that of the class which makes it; and in one way only."""
        if isinstance(expression, ex.Awaited):
            expression = expression.value
        if isinstance(expression, ex.CallResult):
            return self._is_sure_call(use.scope, expression.call)
        if isinstance(expression, ex.Collection):
            return all(self._is_sure(one, use) for one in expression.elements)
        if isinstance(expression, ex.Comprehension):
            return self._is_sure(expression.element, Use(use.scope, expression.block, use.place))
        if not isinstance(expression, ex.Name):
            return False
        targets = self._project.inference.names.lookup(expression.id, use)
        if len(targets) != 1:
            return False
        (target,) = targets
        if isinstance(target, BoundParameter):
            parameter = target.scope.parameters.get(target.name)
            return target.scope is use.scope and parameter is not None and parameter.annotation is not None
        if not isinstance(target, BoundName) or isinstance(target.binding.value, TARGETS):
            return False
        binding = target.binding
        place = Use(target.scope, binding.block, (binding.line, binding.column))
        if binding.annotation is not None:
            return True
        value = binding.value
        return isinstance(value, ex.CallResult | ex.Awaited | ex.Comprehension) and self._is_sure(value, place)

    def _is_sure_call(self, scope: Scope, number: int) -> bool:
        """True for a constructor, for `Item.model_validate(…)`, and for a function that declares what it gives."""
        func = scope.body.calls[number].func
        if isinstance(func, ex.Attribute) and func.attr in pydantic.MAKING:
            return True
        callees = self._project.inference.callee(scope, number)
        return bool(callees) and all(
            isinstance(one, ClassValue) or (isinstance(one, FunctionValue) and one.scope.definition.returns is not None)
            for one in callees
        )

    def _may_be_none(self, expression: Expression, use: Use) -> bool:
        """True if a declaration says that a value may also be None, which the code may have ruled out."""
        if isinstance(expression, ex.Awaited):
            expression = expression.value
        contracts, inference = self._project.contracts, self._project.inference
        if isinstance(expression, ex.CallResult):
            functions = [
                one.scope for one in inference.callee(use.scope, expression.call) if isinstance(one, FunctionValue)
            ]
            return any(contracts.read_type(one.definition.returns, header_use(one)).takes_none for one in functions)
        for target in inference.names.lookup(expression.id, use) if isinstance(expression, ex.Name) else ():
            if isinstance(target, BoundParameter):
                parameter = target.scope.parameters[target.name]
                return contracts.read_type(parameter.annotation, header_use(target.scope)).takes_none
            if isinstance(target, BoundName) and not isinstance(target.binding.value, TARGETS):
                place = Use(target.scope, target.binding.block, (target.binding.line, target.binding.column))
                if target.binding.annotation is not None:
                    return contracts.read_type(target.binding.annotation, place).takes_none
                return self._may_be_none(target.binding.value, place)
        return False

    def _name(self, scope: Scope, value: object) -> str:
        """How the module calls the class of an object that is of this very class, at the head of the function."""
        if not isinstance(value, ObjectValue) or not self._project.contracts.is_model_class(value.scope):
            return ""
        inference = self._project.inference
        if not value.exact and inference.classes.subclasses(value.scope):
            return ""
        name = value.scope.definition.name
        module = scope.module_scope
        place = (scope.definition.first_line, 0)
        bound = [
            one for one in module.bindings.get(name, ()) if one.since < place and not module.is_for_types(one.block)
        ]
        meant = inference.names.lookup(name, Use(module, 0, place)) if bound else ()
        return name if len(meant) == 1 and isinstance(meant[0], ClassValue) and meant[0].scope is value.scope else ""


def _objects(returned: Returned) -> Iterator[ObjectValue]:
    """The objects of the project's classes that are returned, one or several."""
    for value in returned.values:
        for one in value.elements if isinstance(value, CollectionValue) else (value,):
            if isinstance(one, ObjectValue):
                yield one


def _mapping(mapping: ex.Mapping) -> str:
    """`dict[str, str]` for a display with keys and values of one kind each."""
    kinds = set()
    for key, value in mapping.items:
        if not isinstance(key, ex.Constant) or key.type != "str":
            return ""
        kinds.add("str" if isinstance(value, ex.FormattedString) else getattr(value, "type", ""))
    kind = kinds.pop() if len(kinds) == 1 else ""
    return f"dict[str, {_SCALARS[kind]}]" if kind in _SCALARS else ""
