"""Kinds of types that FastAPI tells apart when it decides where a parameter comes from.

The rules are those of fastapi 0.165 (fastapi/_compat/shared.py, fastapi/dependencies/utils.py).
"""

from __future__ import annotations

import sys

from fastapi_lint.frameworks import fastapi, pydantic
from fastapi_lint.project.contracts.declared_types import DeclaredType, Form, short_name
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope

_SEQUENCES = frozenset({"list", "tuple", "set", "frozenset", "deque", "Sequence", "MutableSequence", "NamedTuple"})
_MAPPINGS = frozenset(
    {"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "Counter", "ChainMap", "TypedDict"}
)
_MODELS = pydantic.MODEL_BASES | pydantic.SETTINGS_BASES
_DATACLASSES = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_JSON_VALUE = "pydantic.JsonValue"  # a union with `list` and `dict` in it
_KNOWN_ROOTS = sys.stdlib_module_names | {"fastapi", "starlette", "pydantic", "annotated_types", "typing_extensions"}
_UNION = frozenset({Form.UNION})
_SEEN_THROUGH = frozenset({Form.UNION, Form.ANNOTATED})
"""What FastAPI looks through; not `NewType` and the like."""
_RESPONSE_MODULES = frozenset({"fastapi", "fastapi.responses", "fastapi.sse", "starlette.responses"})


class Kinds:
    """Answers FastAPI's questions about declared types. None is: it cannot be told."""

    def __init__(self, inference: Inference, models: frozenset[Scope]) -> None:
        self._inference = inference
        self._models = models
        self._names: dict[Scope, frozenset[str]] = {}

    def is_complex(self, declared: DeclaredType) -> bool | None:
        """True for what FastAPI reads from the body without being told: models, mappings, sequences, dataclasses."""
        answers = {self._is_complex_alone(one) for one in declared.members(_SEEN_THROUGH)}
        return True if True in answers else None if None in answers else False

    def _is_complex_alone(self, declared: DeclaredType) -> bool | None:
        if declared.form is Form.UNKNOWN:
            return None
        if declared.scope is not None:
            return self.is_complex_class(declared.scope)
        if declared.name in _SEQUENCES or declared.name in _MAPPINGS:
            return True
        return self._is_complex_library(declared.name)

    def _is_complex_library(self, name: str) -> bool | None:
        if name == _JSON_VALUE:
            return True
        if not {name, *self._inference.catalog.bases_of(name)}.isdisjoint(_MODELS) or name == fastapi.UPLOAD:
            return True
        return False if "." not in name or name.partition(".")[0] in _KNOWN_ROOTS else None

    def is_complex_class(self, scope: Scope) -> bool | None:
        """The same of a class of the project."""
        names = self.base_names(scope)
        if scope in self._models or names & (_MODELS | _SEQUENCES | _MAPPINGS) or self.is_dataclass(scope):
            return True
        if any(self._has_unknown_base(owner) for owner in self._inference.classes.mro(scope)):
            return None
        answers = {self._is_complex_library(name) for name in names}
        return True if True in answers else None if None in answers else False

    def _has_unknown_base(self, scope: Scope) -> bool:
        own, library = self._inference.classes.bases(scope)
        return len(own) + len(library) < len(scope.definition.bases)

    def base_names(self, scope: Scope) -> frozenset[str]:
        """Short names of all library classes that a class derives from."""
        known = self._names.get(scope)
        if known is None:
            bases = self._inference.classes.library_bases(scope)
            known = self._names[scope] = frozenset(short_name(self._inference, base) for base in bases)
        return known

    def is_dataclass(self, scope: Scope) -> bool:
        """True for dataclasses of the standard library and Pydantic's, derived ones included."""
        inference = self._inference
        return any(not _DATACLASSES.isdisjoint(inference.decorator_names(c)) for c in inference.classes.mro(scope))

    def is_model(self, scope: Scope) -> bool:
        """True for a Pydantic model."""
        return scope in self._models or not self.base_names(scope).isdisjoint(_MODELS)

    def is_settings(self, scope: Scope) -> bool:
        """True for settings, which are read from the environment."""
        return not self.base_names(scope).isdisjoint(pydantic.SETTINGS_BASES)

    def is_special(self, declared: DeclaredType) -> bool:
        """True for `Request`, `Response`, `BackgroundTasks` …, which FastAPI fills in itself; not within a union."""
        declared = plain(declared)
        if declared.form is not Form.CLASS:
            return False
        return self._is_any(declared, fastapi.SPECIAL_TYPES) or self.is_response(declared)

    def is_response(self, declared: DeclaredType) -> bool:
        """True for the class of a response."""
        names = self.base_names(declared.scope) if declared.scope is not None else {declared.name}
        return any(is_response_name(name) for name in names)

    def is_upload(self, declared: DeclaredType) -> bool:
        """True for `UploadFile`, alone or in a union."""
        return any(self._is_any(one, {fastapi.UPLOAD}) for one in declared.members(_UNION))

    def is_upload_sequence(self, declared: DeclaredType) -> bool:
        """True for a sequence that FastAPI takes for one of files: all its arguments are, be it that it has none."""
        return any(
            self._is_sequence(one) and all(self.is_upload(argument) for argument in one.arguments)
            for one in declared.members(_UNION)
        )

    def _is_sequence(self, declared: DeclaredType) -> bool:
        if declared.scope is not None:
            return not self.base_names(declared.scope).isdisjoint(_SEQUENCES)
        return declared.name in _SEQUENCES

    def _is_any(self, declared: DeclaredType, names: set[str] | frozenset[str]) -> bool:
        own = self.base_names(declared.scope) if declared.scope is not None else {declared.name}
        return not own.isdisjoint(names)


def plain(declared: DeclaredType) -> DeclaredType:
    """A type without `Annotated` around it, and without the `TypeAliasType` that it may be declared as."""
    if declared.name == "TypeAliasType" and declared.form is Form.OPAQUE:
        declared = declared.arguments[0]
    return declared.arguments[0] if declared.form is Form.ANNOTATED else declared


def is_response_name(name: str) -> bool:
    """True for the public name of a response class of FastAPI, Starlette or a template engine of theirs."""
    module, _, last = name.rpartition(".")
    if last in ("_TemplateResponse", "TemplateResponse"):
        return True
    return module in _RESPONSE_MODULES and last.endswith("Response")
