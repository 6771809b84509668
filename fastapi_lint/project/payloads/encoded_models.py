"""Encodings: what the content of a response has been through before FastAPI gets it, and which model it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import fastapi, pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call
from fastapi_lint.project.contracts.declared_types import DeclaredType, Form
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import CollectionValue, LibraryValue, LiteralValue, ObjectValue, Values
from fastapi_lint.project.routing.handlers import Handler, Handlers

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_EXCLUDING = frozenset({"response_model_exclude_unset", "response_model_exclude_defaults"})
"""With these a model does not give what its dictionary gives, in which every field is set."""


class Told(NamedTuple):
    """`call` makes of the content what FastAPI makes of it again.

    `model` is the response model, if the content was one (or a list of them) before; `of` what it was else.
    """

    form: str
    encoder: str
    call: Call
    model: str = ""
    of: str = ""


class _Shape(NamedTuple):
    """A model, or a list of it."""

    model: Scope
    is_list: bool


class Encodings:
    """Answers for the contents of responses."""

    def __init__(self, project: Project, handlers: Handlers) -> None:
        self._project = project
        self._inference = project.inference
        self._handlers = handlers

    def of(self, handler: Handler, content: Expression, use: Use, response: str) -> Told | None:
        """How the content has been encoded; None if it has not, or in a way that FastAPI would not do it."""
        if isinstance(content, ex.Comprehension):
            return None if response or content.kind != "list" else self._dumped(handler, content.element, use, True)
        if not isinstance(content, ex.CallResult):
            return None
        call = use.scope.body.calls[content.call]
        place = self._inference.use_of_call(use.scope, content.call)
        writer = self._writer(use.scope, content.call, place)
        if writer:
            return Told("text", writer, call)
        if self._is_encoder(use.scope, content.call):
            return self._encoded(handler, call, place, response)
        return None if response else self._dumped(handler, content, use, False)

    def _writer(self, scope: Scope, number: int, use: Use) -> str:
        """What writes JSON to a text: `json.dumps`, `model_dump_json()`."""
        call = scope.body.calls[number]
        names = [value.name for value in self._inference.callee(scope, number) if isinstance(value, LibraryValue)]
        entry = self._inference.catalog.leaf(names[0]) if len(names) == 1 else None
        if entry is not None and entry.leaf.writes and entry.leaf.format == "json" and not call.discarded:
            return self._inference.library_name(names[0])
        method = self._method(call, use, pydantic.WRITES)
        return f"{method}()" if method else ""

    def _method(self, call: Call, use: Use, methods: frozenset[str]) -> str:
        """The method, if this calls one of these on a Pydantic model."""
        if not isinstance(call.func, ex.Attribute) or call.func.attr not in methods:
            return ""
        values = self._inference.infer(call.func.value, use)
        method = call.func.attr
        is_model = bool(values) and all(isinstance(v, ObjectValue) and self._is_plain(v.scope, method) for v in values)
        return method if is_model else ""

    def _is_plain(self, scope: Scope, method: str) -> bool:
        """True for a Pydantic model that has this method from Pydantic."""
        return self._project.contracts.is_model(scope) and self._inference.classes.member(scope, method) is None

    def _is_encoder(self, scope: Scope, number: int) -> bool:
        call = scope.body.calls[number]
        names = {value.name for value in self._inference.callee(scope, number) if isinstance(value, LibraryValue)}
        given = [*call.args, *(value for _, value in call.keywords)]
        return bool(names & fastapi.ENCODERS) and len(given) == 1 and not isinstance(given[0], ex.Starred)

    def _encoded(self, handler: Handler, call: Call, use: Use, response: str) -> Told | None:
        given = call.argument(0, "obj")
        if given is None or _is_tried(use.scope, call):
            return None
        found = self._shapes(given, use)
        if not found and (response or self._is_small(given, use) or isinstance(given, ex.Mapping | ex.Collection)):
            return None
        names = sorted(map(_name, found))
        is_same = len(found) == 1 and found == self._declared(handler)
        return Told("encoder", fastapi.ENCODER, call, names[0] if is_same else "", names[0] if names else "")

    def _is_small(self, given: Expression, use: Use) -> bool:
        values = self._inference.infer(given, use)
        return bool(values) and all(isinstance(value, LiteralValue) for value in values)

    def _shapes(self, given: Expression, use: Use) -> set[_Shape]:
        """The classes of the project that something is of, or holds."""
        if isinstance(given, ex.Mapping):
            return {shape for _, value in given.items for shape in self._shapes(value, use)}
        if isinstance(given, ex.Collection):
            return {_Shape(shape.model, True) for one in given.elements for shape in self._shapes(one, use)}
        return set(_shapes_of(self._inference.infer(given, use)))

    def _dumped(self, handler: Handler, element: Expression, use: Use, is_list: bool) -> Told | None:
        """`item.model_dump()` where the response model is that of `item`."""
        if not isinstance(element, ex.CallResult):
            return None
        call = use.scope.body.calls[element.call]
        if call.args or call.keywords or any(map(self._excludes, handler.numbers)):
            return None
        place = self._inference.use_of_call(use.scope, element.call)
        method = self._method(call, place, pydantic.DUMPS)
        if not method:
            return None
        assert isinstance(call.func, ex.Attribute)
        models = {shape.model for shape in _shapes_of(self._inference.infer(call.func.value, place))}
        if {_Shape(model, is_list) for model in models} != self._declared(handler):
            return None
        return Told("dump", f"{method}()", call, next(iter(models)).definition.name)

    def _excludes(self, number: int) -> bool:
        return not _EXCLUDING.isdisjoint(self._project.surface.arguments[number])

    def _declared(self, handler: Handler) -> set[_Shape]:
        """The response models of a handler's routes; empty if one of them has none that is a model or a list of it."""
        found: set[_Shape] = set()
        for route in self._handlers.routes_of(handler):
            registration = route.registration
            call = registration.scope.body.calls[registration.call]
            model = call.argument(None, "response_model")
            if model is not None:
                use = self._inference.use_of_call(registration.scope, registration.call)
                declared: DeclaredType | None = self._project.contracts.read_type(model, use)
            else:
                declared = self._handlers.declared_return(handler.scope)
            shape = _declared_shape(declared) if declared is not None else None
            if shape is None:
                return set()
            found.add(shape)
        return found


def _is_tried(scope: Scope, call: Call) -> bool:
    """True in a `try` that does nothing else: it is there for what cannot be encoded."""
    body = scope.body
    is_try = body.blocks[call.block].kind is BlockKind.TRY
    return is_try and sum(call.block in scope.block_chain(other.block) for other in body.calls) == 1


def _declared_shape(declared: DeclaredType) -> _Shape | None:
    members = [one for one in declared.members() if one.name != "None"]
    if len(members) != 1:
        return None
    one = members[0]
    if one.form is Form.CLASS and one.scope is not None:
        return _Shape(one.scope, False)
    item = one.arguments[0] if one.name in ("list", "Sequence", "Iterable") and one.arguments else None
    return _Shape(item.scope, True) if item is not None and item.form is Form.CLASS and item.scope else None


def _shapes_of(values: Values) -> Iterator[_Shape]:
    for value in values:
        if isinstance(value, ObjectValue):
            yield _Shape(value.scope, False)
        elif isinstance(value, CollectionValue) and value.kind != "dict":
            for one in value.elements:
                if isinstance(one, ObjectValue):
                    yield _Shape(one.scope, True)


def _name(shape: _Shape) -> str:
    return f"list[{shape.model.definition.name}]" if shape.is_list else shape.model.definition.name
