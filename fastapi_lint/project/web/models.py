"""Models: the Pydantic models that routes take and give, nested ones included."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import BoundName, ClassValue, FunctionValue, LibraryValue

_DEEPEST = 10


class Mentioned:
    """What a type expression mentions: classes of the project, and functions that validate or serialize."""

    __slots__ = ("classes", "serializers", "validators")

    def __init__(self) -> None:
        self.classes: dict[Scope, None] = {}
        self.validators: dict[Scope, None] = {}
        self.serializers: dict[Scope, None] = {}


class Models:
    """Follows type expressions to models, and models through their fields; each once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._is_model: dict[Scope, bool] = {}
        self._mentioned: dict[tuple[Expression, Scope, int], Mentioned] = {}
        self._fields: dict[Scope, Mentioned] = {}

    def is_model(self, scope: Scope) -> bool:
        """True for Pydantic models of the project."""
        if scope not in self._is_model:
            bases = self._inference.classes.library_bases(scope)
            names = (self._inference.library_name(base) for base in bases)
            self._is_model[scope] = any(pydantic.is_model_base(name) for name in (*bases, *names))
        return self._is_model[scope]

    def mentioned(self, annotation: Expression | None, use: Use) -> Mentioned:
        """What a type expression mentions, through aliases, generics and unions."""
        if annotation is None:
            return Mentioned()
        key = (annotation, use.scope, use.block)
        if key not in self._mentioned:
            found = Mentioned()
            self._read(annotation, use, found, 0)
            self._mentioned[key] = found
        return self._mentioned[key]

    def _read(self, annotation: Expression, use: Use, found: Mentioned, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if type(annotation) is ex.Name or type(annotation) is ex.Attribute:
            for target in self._inference.annotations.targets(annotation, use):
                if isinstance(target, ClassValue):
                    found.classes.setdefault(target.scope)
                elif isinstance(target, BoundName):
                    self._read_alias(target, found, depth)
        elif isinstance(annotation, ex.Subscript):
            self._read(annotation.value, use, found, depth + 1)
            self._read(annotation.key, use, found, depth + 1)
        elif isinstance(annotation, ex.Operation):
            for operand in annotation.operands:
                self._read(operand, use, found, depth + 1)
        elif isinstance(annotation, ex.Collection):
            for element in annotation.elements:
                self._read(element, use, found, depth + 1)
        elif isinstance(annotation, ex.CallResult):
            self._read_hook(annotation, use, found)

    def _read_alias(self, target: BoundName, found: Mentioned, depth: int) -> None:
        binding = target.binding
        if not isinstance(binding.value, ImportTarget | DefinitionTarget):
            use = Use(target.scope, binding.block, (binding.line, binding.column))
            self._read(binding.value, use, found, depth + 1)

    def _read_hook(self, expression: ex.CallResult, use: Use, found: Mentioned) -> None:
        """`Annotated[str, AfterValidator(check)]`."""
        call = use.scope.body.calls[expression.call]
        names = {
            value.name.rpartition(".")[2]
            for value in self._inference.callee(use.scope, expression.call)
            if isinstance(value, LibraryValue) and value.name.startswith("pydantic")
        }
        function = call.argument(0, "func")
        if function is None or not names:
            return
        place = self._inference.use_of_call(use.scope, expression.call)
        for value in self._inference.infer(function, place):
            if isinstance(value, FunctionValue) and names & pydantic.FUNCTIONAL_VALIDATORS:
                found.validators.setdefault(value.scope)
            if isinstance(value, FunctionValue) and names & pydantic.FUNCTIONAL_SERIALIZERS:
                found.serializers.setdefault(value.scope)

    def fields(self, scope: Scope) -> Mentioned:
        """What the annotated fields of a class mention, those of its bases included."""
        if scope not in self._fields:
            found = Mentioned()
            for owner in self._inference.classes.mro(scope):
                for base in owner.definition.bases:
                    if isinstance(base, ex.Subscript):
                        self._read(base.key, Use(owner, 1, (owner.definition.line, 0)), found, 0)
                for binding in owner.body.bindings:
                    if binding.annotation is not None:
                        use = Use(owner, binding.block, (binding.line, binding.column))
                        self._read(binding.annotation, use, found, 0)
                        self._read_factory(binding.value, use, found)
            self._fields[scope] = found
        return self._fields[scope]

    def own(self, scope: Scope) -> Mentioned:
        """A model with its bases, and what validates or serializes its own fields."""
        found = Mentioned()
        found.classes.update(dict.fromkeys(owner for owner in self._inference.classes.mro(scope)))
        fields = self.fields(scope)
        found.validators.update(fields.validators)
        found.serializers.update(fields.serializers)
        return found

    def _read_factory(self, value: Expression | ImportTarget | DefinitionTarget, use: Use, found: Mentioned) -> None:
        """`field: str = Field(default_factory=make)`."""
        if not isinstance(value, ex.CallResult):
            return
        factory = use.scope.body.calls[value.call].argument(None, "default_factory")
        for made in self._inference.infer(factory, use) if factory is not None else ():
            if isinstance(made, FunctionValue):
                found.validators.setdefault(made.scope)

    def of(self, scope: Scope) -> Mentioned:
        """A model by itself, with all below it."""
        found = Mentioned()
        found.classes.setdefault(scope)
        return self.closure(found)

    def closure(self, mentioned: Mentioned) -> Mentioned:
        """The models that a type expression mentions and, through their fields, all below them; and their hooks."""
        found = Mentioned()
        found.validators.update(mentioned.validators)
        found.serializers.update(mentioned.serializers)
        queue = list(mentioned.classes)
        seen: set[Scope] = set(queue)
        while queue:
            scope = queue.pop()
            if not self._has_fields(scope):
                continue
            if self.is_model(scope):
                for owner in self._inference.classes.mro(scope):
                    if self.is_model(owner):
                        found.classes.setdefault(owner)
            inner = self.fields(scope)
            found.validators.update(inner.validators)
            found.serializers.update(inner.serializers)
            fresh = [one for one in inner.classes if one not in seen]
            seen.update(fresh)
            queue += fresh
        return found

    def _has_fields(self, scope: Scope) -> bool:
        """True for models, dataclasses and typed dictionaries, whose fields Pydantic follows."""
        if self.is_model(scope) or "typing.TypedDict" in self._inference.classes.library_bases(scope):
            return True
        return any(name.rpartition(".")[2] == "dataclass" for name in self._inference.decorator_names(scope))

    def hooks(self, scope: Scope) -> Iterator[tuple[Scope, bool]]:
        """The methods of a model that Pydantic calls, and whether while validating (else while serializing)."""
        for method in scope.children:
            if not method.is_function:
                continue
            names = self._inference.decorator_names(method)
            if method.definition.name == pydantic.POST_INIT or any(n in pydantic.VALIDATORS for n in names):
                yield method, True
            elif any(name in pydantic.SERIALIZERS for name in names):
                yield method, False

    def taken(self, scope: Scope) -> Mentioned:
        """What the parameters of a function mention that the request fills."""
        found = Mentioned()
        for parameter in scope.definition.parameters:
            if self._inference.parameters.dependency(scope, parameter) is not None:
                continue
            inner = self.mentioned(parameter.annotation, header_use(scope))
            found.classes.update(inner.classes)
            found.validators.update(inner.validators)
            found.serializers.update(inner.serializers)
        return found
