"""Contracts: what FastAPI does with each annotation of a handler, a dependency or a model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from fastapi_lint.frameworks import python
from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import AnnotationView, DecoratorView, TypeView, UntypedView
from fastapi_lint.model.expression import NONE, UNKNOWN, Expression
from fastapi_lint.model.facts import TARGETS, Annotation, Binding, Parameter, ParameterKind
from fastapi_lint.model.location import Span
from fastapi_lint.model.role import Role
from fastapi_lint.model.versions import Targets
from fastapi_lint.project.contracts.bare_types import Bare, BareTypes, array_of
from fastapi_lint.project.contracts.choices import Choices
from fastapi_lint.project.contracts.declared_types import DeclaredType, DeclaredTypes
from fastapi_lint.project.contracts.kinds import Kinds, plain
from fastapi_lint.project.contracts.markers import Markers
from fastapi_lint.project.contracts.misfits import Misfits
from fastapi_lint.project.contracts.model_shapes import ModelShapes
from fastapi_lint.project.contracts.places import Declaration, Placed, Places
from fastapi_lint.project.contracts.proposed import Proposed
from fastapi_lint.project.contracts.refusals import KINDS_OF_TYPES
from fastapi_lint.project.contracts.returns import Returns, registration_call
from fastapi_lint.project.contracts.same_types import Declared, are_same
from fastapi_lint.project.contracts.served_models import body_use, field_annotations, models_within, served
from fastapi_lint.project.contracts.uses import Uses
from fastapi_lint.project.contracts.written_values import WrittenValues
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import FunctionValue, ObjectValue, Value
from fastapi_lint.project.web.surface import Registration, Surface

_VALIDATED = frozenset({"path", "query", "header", "cookie", "form"})
_NO_FIELDS = frozenset({"model_config"})
_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


class Contracts:
    """Views of annotations and route decorators. Lazy; what is asked twice is remembered."""

    def __init__(
        self,
        inference: Inference,
        surface: Surface,
        versions: Targets | None = None,
        scopes: dict[str, list[Scope]] | None = None,
    ) -> None:
        self._inference = inference
        self._surface = surface
        self._versions = versions or Targets()
        self._types = DeclaredTypes(inference)
        self._kinds = Kinds(inference, surface.models)
        self._places = Places(inference, self._types, self._kinds)
        self._returns = Returns(inference, self._types, self._kinds)
        self._bare = BareTypes(lambda one: self._kinds.is_complex_class(one) is True)
        self.uses = Uses(inference)
        self._placed: dict[tuple[Scope, str], Placed] = {}
        self._registrations: dict[Scope, tuple[Registration, ...]] = {}
        for registration in surface.registrations:
            known = self._registrations.get(registration.endpoint, ())
            self._registrations[registration.endpoint] = (*known, registration)
        self._proposed = Proposed(scopes or {}, self._registrations, self.uses)

    @cached_property
    def _served(self) -> dict[Scope, frozenset[str]]:
        return served(self._inference, self._surface)

    @cached_property
    def _body_models(self) -> frozenset[Scope]:
        """Classes that FastAPI builds from JSON bodies."""
        placed = [
            self._parameter(scope, parameter)
            for scope in self._served
            for parameter in scope.definition.parameters
            if parameter.annotation is not None
        ]
        bodies = [one.declaration.type for one in placed if one.place == "body"]
        return models_within(self._inference, self._types, self._kinds, bodies)

    @cached_property
    def misfits(self) -> Misfits:
        """What tells whether a value that is spelt out fits a type."""
        shapes = ModelShapes(self._inference, self._places, self._versions.pydantic)
        values = WrittenValues(self._inference, self._kind_of_parameter)
        return Misfits(shapes, values, Markers(self._inference), Choices(self._inference))

    def _kind_of_parameter(self, scope: Scope, name: str) -> str:
        """`int`, `uuid` … of what FastAPI has validated to be one, `` for other parameters."""
        if self.parameter_place(scope, name) not in _VALIDATED:
            return ""
        declaration = self._parameter(scope, scope.parameters[name]).declaration
        annotated = [one for one in declaration.markers if one.place and one is not declaration.default]
        if declaration.default_is_none or len(annotated) != len(declaration.type.metadata):
            return ""
        return KINDS_OF_TYPES.get(plain(declaration.type).name, "")

    def parameter_place(self, scope: Scope, name: str) -> str:
        """Where FastAPI takes a parameter from, annotated or not; "none" where it does not look."""
        parameter = scope.parameters.get(name)
        if parameter is None or scope not in self._served:
            return "none"
        return self._parameter(scope, parameter).place

    def declared(self, scope: Scope, parameter: Parameter, use: Use) -> Declaration:
        """What a parameter's annotation and default declare at a place; `scope` is the definition that has it."""
        if scope in self._served and scope.parameters.get(parameter.name) is parameter:
            return self._parameter(scope, parameter).declaration
        return self._places.declaration(parameter.annotation, parameter.default, use)

    def read_type(self, expression: Expression | None, use: Use) -> DeclaredType:
        """A type expression at a place."""
        return self._types.read(expression, use)

    def is_response_type(self, declared: DeclaredType) -> bool:
        """True for the class of a response."""
        return self._kinds.is_response(plain(declared))

    def is_model(self, scope: Scope) -> bool:
        """True for a Pydantic model."""
        return self._kinds.is_model(scope)

    def is_model_class(self, scope: Scope) -> bool:
        """True for a Pydantic model of the project."""
        return self._kinds.is_model(scope)

    def annotation_views(self, scope: Scope) -> tuple[AnnotationView, ...]:
        """One view for each annotation of the definition's own part, in the order of `Body.annotations`."""
        if scope.is_class:
            return self._class_views(scope)
        return tuple(
            self._with_proposal(scope, self._function_view(scope, annotation)) for annotation in scope.body.annotations
        )

    def _with_proposal(self, scope: Scope, view: AnnotationView) -> AnnotationView:
        name = self._proposed.name(scope, view) if view.type.bare else ""
        return view._replace(proposal=name) if name else view

    def _function_view(self, scope: Scope, annotation: Annotation) -> AnnotationView:
        if annotation.place == "parameter" and scope in self._served:
            return self._parameter_view(scope, annotation, scope.parameters[annotation.target])
        if annotation.place == "return" and self._is_looked_at(scope):
            declared = self._types.read(annotation.expression, header_use(scope))
            place = self._return_place(scope, declared)
            if place is not None:
                return AnnotationView("return", place, self._type(scope, annotation, declared), annotation.span)
        return _plain_view(scope, annotation)

    def _is_looked_at(self, scope: Scope) -> bool:
        return scope in self._registrations or Role.DEPENDENCY in self._surface.roles.get(scope, Role.NONE)

    def _return_place(self, scope: Scope, declared: DeclaredType) -> str | None:
        """Where a return goes: "return" if FastAPI makes a response model of it, "dependency" if it is one's result."""
        if scope in self._registrations:
            return "return" if self._returns.counts(scope, declared, self._registrations[scope]) else None
        return "dependency"

    def _parameter_view(self, scope: Scope, annotation: Annotation, parameter: Parameter) -> AnnotationView:
        view = self._placed_view(scope, annotation, self._parameter(scope, parameter))
        if view.place == "dependency" and view.type.bare and self._says_itself(scope, parameter):
            return view._replace(type=view.type._replace(bare="", through=""))
        if parameter.kind in _STARS and not self._is_as_written(scope):
            view = view._replace(place="none")
        return view._replace(target=_STARS.get(parameter.kind, "") + view.target)

    def _says_itself(self, scope: Scope, parameter: Parameter) -> bool:
        """True if what fills the parameter declares something bare itself: there it can be mended, once for all."""
        dependency = self._inference.parameters.dependency(scope, parameter)
        if dependency is None or dependency[0] is None:
            return False
        functions = [self._function(value) for value in self._inference.infer(dependency[0], dependency[1])]
        return bool(functions) and all(one is not None and self._returns_bare(one) for one in functions)

    def _function(self, value: Value) -> Scope | None:
        """The function that calling a dependency runs, if it is one of the project."""
        if isinstance(value, ObjectValue):
            member = self._inference.classes.member(value.scope, "__call__")
            return member.function() if member else None
        return value.scope if isinstance(value, FunctionValue) else None

    def _returns_bare(self, scope: Scope) -> bool:
        return bool(self._bare.find(self._types.read(scope.definition.returns, header_use(scope))).text)

    def _parameter(self, scope: Scope, parameter: Parameter) -> Placed:
        key = (scope, parameter.name)
        known = self._placed.get(key)
        if known is None:
            known = self._places.parameter(scope, parameter, self._served[scope])
            if self._is_receiver(scope, parameter):
                known = known._replace(place="none", explicit="")
            self._placed[key] = known
        return known

    def _is_receiver(self, scope: Scope, parameter: Parameter) -> bool:
        """True for `self` and `cls`."""
        if not scope.is_method or scope.definition.parameters[0] is not parameter:
            return False
        return python.STATIC not in self._inference.decorator_names(scope)

    def _placed_view(self, scope: Scope, annotation: Annotation, placed: Placed) -> AnnotationView:
        declaration, place, explicit = placed
        unbounded = (place == "body" and _is_unbounded(declaration)) or (place == "file" and _is_content(declaration))
        type_view = self._type(scope, annotation, declaration.type, unbounded)
        return AnnotationView(
            annotation.target,
            place,
            type_view,
            annotation.span,
            declaration.has_default,
            explicit,
            declaration.has_max_length,
            _default_marker(declaration),
            bool(declaration.type.metadata),
            _ellipses(scope, annotation, declaration),
            declaration.default is not None and declaration.default.call is not None,
            declaration.default_is_none,
        )

    def _is_as_written(self, scope: Scope) -> bool:
        """True if FastAPI calls a function by the signature that it is written with."""
        is_plain = any(one.is_plain for one in self._registrations.get(scope, ()))
        return not is_plain and not _has_made_signature(scope) and not self._is_wrapper(scope)

    def _is_wrapper(self, scope: Scope) -> bool:
        """True for `@functools.wraps(f)`: the signature is that of `f`, whichever function that is."""
        return bool(scope.definition.decorators) and python.WRAPS in self._inference.decorator_names(scope)

    def untyped_views(self, scope: Scope) -> Iterator[UntypedView]:
        """The parameters without annotation that FastAPI takes from the query string, or has a dependency for."""
        if scope not in self._served or not self._is_as_written(scope):
            return
        for parameter in scope.definition.parameters:
            if parameter.annotation is not None:
                continue
            declaration, place, _ = self._parameter(scope, parameter)
            target = _STARS.get(parameter.kind, "") + parameter.name
            if place == "query":
                yield UntypedView(target, declaration.has_default)
            elif place == "dependency":
                yield UntypedView(target, declaration.has_default, _default_marker(declaration))

    def _class_views(self, scope: Scope) -> tuple[AnnotationView, ...]:
        fields = {annotation.span: binding for annotation, binding in field_annotations(scope)}
        is_model = scope in self._surface.models and not self._kinds.is_settings(scope)
        if not is_model and scope not in self._served:
            return tuple(_plain_view(scope, annotation) for annotation in scope.body.annotations)
        views = []
        for annotation in scope.body.annotations:
            binding = fields.get(annotation.span)
            placed = None if binding is None else self._field(scope, annotation, binding, is_model)
            if placed is None:
                views.append(_plain_view(scope, annotation))
            else:
                views.append(self._field_view(scope, annotation, placed))
        return tuple(views)

    def _field(self, scope: Scope, annotation: Annotation, binding: Binding, is_model: bool) -> Placed | None:
        """A field of a model, or a parameter of a class that is a dependency; None for any other variable."""
        if annotation.target.startswith("_") or annotation.target in _NO_FIELDS:
            return None
        default = None if binding.value == UNKNOWN else binding.value
        assert default is None or not isinstance(default, TARGETS)
        declaration = self._places.declaration(annotation.expression, default, body_use(scope, binding))
        if declaration.type.name == "ClassVar" or (declaration.default and declaration.default.name == "Relationship"):
            return None
        if is_model:
            return Placed(declaration, "field", "")
        return self._places.place(annotation.target, declaration, True, self._served[scope])

    def _field_view(self, scope: Scope, annotation: Annotation, placed: Placed) -> AnnotationView:
        if placed.place != "field":
            return self._placed_view(scope, annotation, placed)
        unbounded = _is_unbounded(placed.declaration) and scope in self._body_models
        type_view = self._type(scope, annotation, placed.declaration.type, unbounded)
        declaration = placed.declaration
        return AnnotationView(
            annotation.target,
            "field",
            type_view,
            annotation.span,
            declaration.has_default,
            max_length=declaration.has_max_length,
            ellipses=_ellipses(scope, annotation, declaration),
            default_is_none=declaration.default_is_none and not _is_table(scope),
        )

    def _type(self, scope: Scope, annotation: Annotation, declared: DeclaredType, unbounded: bool = False) -> TypeView:
        view = _type_view(text_of(annotation.expression, scope), self._bare.find(declared), unbounded)
        return view._replace(optional=declared.takes_none, rejects_none=declared.rejects_none)

    def has_response_model(self, scope: Scope) -> bool:
        """True if FastAPI encodes what the handler returns by a model, of its annotation or of `response_model=`."""
        registrations = [one for one in self._registrations.get(scope, ()) if one.kind == "http"]
        if not registrations or self._returns.are_responses(scope):
            return False
        models = [registration_call(one).argument(None, "response_model") for one in registrations]
        if any(model is not None for model in models):
            return all(model != NONE for model in models)
        declared = self._types.read(scope.definition.returns, header_use(scope))
        return scope.definition.returns is not None and self._returns.counts(scope, declared, tuple(registrations))

    def lacks_response_model(self, scope: Scope) -> bool:
        """True if it is sure that FastAPI has no model for what the handler returns.

        What a router of the project's own hands on (`add_api_route(path, endpoint, **kwargs)`) may have one.
        """
        calls = [registration_call(one) for one in self._registrations.get(scope, ()) if one.kind == "http"]
        untold = [call for call in calls if call.argument(None, "response_model") is None]
        hides = any(keyword is None for call in untold for keyword, _ in call.keywords)
        return not hides and not self.has_response_model(scope)

    def decorator_views(self, scope: Scope) -> tuple[DecoratorView, ...]:
        """One view for each registration of an endpoint, in the order of the surface.

        `response_model=None` gives no response model, but a span.
        """
        return tuple(self._decorator_view(scope, one) for one in self._registrations.get(scope, ()))

    def _decorator_view(self, scope: Scope, registration: Registration) -> DecoratorView:
        call = registration_call(registration)
        span = _span_in(scope, registration, call.span)
        model = call.argument(None, "response_model")
        response_class = call.argument(None, "response_class")
        return DecoratorView(
            method=",".join(registration.methods) or registration.kind.upper(),
            path=registration.path or "",
            span=span,
            response_model=None if model in (None, NONE) else self._response_model(registration, model),
            response_model_span=None if model is None else span,
            response_class="" if response_class is None else text_of(response_class, registration.scope),
            repeats_return=model is not None and self._repeats_return(scope, registration, model),
        )

    def _repeats_return(self, scope: Scope, registration: Registration, model: Expression) -> bool:
        """True if a decorator of the handler names the type that its return annotation has."""
        returns = scope.definition.returns
        if returns is None or registration.scope is not scope or registration.kind != "http" or registration.is_plain:
            return False
        if scope.definition.is_generator or model == NONE:
            return False
        use = header_use(scope)
        return are_same(
            Declared(model, self._types.read(model, use)), Declared(returns, self._types.read(returns, use))
        )

    def _response_model(self, registration: Registration, model: Expression) -> TypeView:
        use = self._inference.use_of_call(registration.scope, registration.call)
        return _type_view(text_of(model, registration.scope), self._bare.find(self._types.read(model, use)), False)


def _type_view(text: str, bare: Bare, unbounded: bool) -> TypeView:
    return TypeView(text, bare.text, bare.through, unbounded)


def _plain_view(scope: Scope, annotation: Annotation) -> AnnotationView:
    """The view of an annotation that FastAPI does not look at."""
    return AnnotationView(annotation.target, "none", TypeView(text_of(annotation.expression, scope)), annotation.span)


def _has_made_signature(scope: Scope) -> bool:
    """True if the code around a function gives it another signature than that which is written."""
    around = scope.parent.body.attribute_bindings if scope.parent is not None else ()
    return any(one.attr == "__signature__" and one.owner == ex.Name(scope.definition.name) for one in around)


def _ellipses(scope: Scope, annotation: Annotation, declaration: Declaration) -> tuple[Span, ...]:
    """The markers of a parameter or field that say `...`, and the annotation itself where the plain default does."""
    saying = (one.call for one in declaration.markers if one.says_ellipsis and one.call is not None)
    found = [call.span for call in saying if call in scope.body.calls]
    return (*found, annotation.span) if declaration.is_ellipsis else tuple(found)


def _default_marker(declaration: Declaration) -> str:
    """The marker of FastAPI's that is given as the default value, if it is the only one: of two FastAPI takes none."""
    given = [marker for marker in declaration.markers if marker.place]
    return given[0].name if len(given) == 1 and given[0] is declaration.default else ""


def _is_table(scope: Scope) -> bool:
    """True for tables of SQLModel: the database fills in what is None (`id: int = Field(None, primary_key=True)`)."""
    return any(name == "table" for name, _ in scope.definition.keywords)


def _is_unbounded(declaration: Declaration) -> bool:
    return array_of(declaration.type) is not None and not declaration.has_max_length


def _is_content(declaration: Declaration) -> bool:
    """True for `bytes = File()`: FastAPI reads the whole file into memory."""
    return any(one.name == "bytes" for one in declaration.type.walk())


def _span_in(scope: Scope, registration: Registration, span: Span) -> Span:
    """Where reports about a registration stand: at its call, or at the endpoint if the call is in another file."""
    if registration.scope.module.path == scope.module.path:
        return span
    line, column = scope.definition.line, scope.definition.span.column
    return Span(line, column, line, column)
