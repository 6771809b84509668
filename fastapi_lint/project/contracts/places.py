"""Places: where FastAPI takes each parameter from.

The order of the questions is that of `analyze_param` (fastapi 0.165, fastapi/dependencies/utils.py).
"""

from __future__ import annotations

from typing import NamedTuple

from fastapi_lint.model.expression import NONE, Expression
from fastapi_lint.model.facts import Parameter
from fastapi_lint.project.contracts.declared_types import DeclaredType, DeclaredTypes, Form
from fastapi_lint.project.contracts.kinds import Kinds, plain
from fastapi_lint.project.contracts.markers import Marker, Markers, is_ellipsis
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope


class Declaration(NamedTuple):
    """A parameter or field as declared: its type, the markers around it, and its default."""

    type: DeclaredType
    markers: tuple[Marker, ...]  # those of `Annotated`, then that of the default
    default: Marker | None
    has_default: bool
    is_ellipsis: bool = False  # the default is `...`
    default_is_none: bool = False  # and stays so: it is not validated

    @property
    def marker(self) -> Marker | None:
        """What FastAPI goes by: the default if it is a marker of FastAPI's, else the last one in `Annotated`."""
        return next((marker for marker in reversed(self.markers) if marker.place), None)

    @property
    def has_max_length(self) -> bool:
        """True if a marker limits the length."""
        return any(marker.has_max_length for marker in self.markers)


class Placed(NamedTuple):
    """A declaration and the place that FastAPI takes it from (see `AnnotationView.place`)."""

    declaration: Declaration
    place: str
    explicit: str


class Places:
    """Reads declarations and places them."""

    def __init__(self, inference: Inference, types: DeclaredTypes, kinds: Kinds) -> None:
        self._types = types
        self._kinds = kinds
        self._markers = Markers(inference)

    def declaration(self, annotation: Expression | None, default: Expression | None, use: Use) -> Declaration:
        """What an annotation and a default at a place declare."""
        declared = self._types.read(annotation, use)
        found = [self._markers.read(expression, place) for expression, place in _metadata(declared)]
        marker = self._markers.read(default, use)
        if marker is not None and marker.is_field:
            found.append(marker)
        else:
            marker = None
        has_default = default is not None and not is_ellipsis(default)
        if marker is not None:
            has_default = marker.has_default
        says_ellipsis = default is not None and is_ellipsis(default)
        is_none = default == NONE if marker is None else marker.gives_none
        markers = tuple(m for m in found if m is not None)
        is_none = is_none and not any(m.validates_default for m in markers)
        return Declaration(declared, markers, marker, has_default, says_ellipsis, is_none)

    def parameter(self, scope: Scope, parameter: Parameter, path_names: frozenset[str]) -> Placed:
        """Where the parameter of an endpoint or dependency comes from; `path_names` are those of its paths."""
        use = header_use(scope)
        declaration = self.declaration(parameter.annotation, parameter.default, use)
        is_annotated = parameter.annotation is not None
        return self.place(parameter.name, declaration, is_annotated, path_names)

    def place(self, name: str, declaration: Declaration, is_annotated: bool, path_names: frozenset[str]) -> Placed:
        """Where a parameter of this name comes from."""
        marker = declaration.marker
        explicit = marker.name if marker is not None else ""
        if marker is not None and marker.place == "dependency":
            return Placed(declaration, "dependency", explicit)
        if self._kinds.is_special(declaration.type):
            return Placed(declaration, "special", "")
        if name in path_names:
            return Placed(declaration, "path", explicit)
        if marker is not None:
            return Placed(declaration, marker.place, explicit)
        return Placed(declaration, self._place_of_type(declaration.type) if is_annotated else "query", "")

    def _place_of_type(self, declared: DeclaredType) -> str:
        declared = plain(declared)
        if self._kinds.is_upload(declared):
            return "file"
        if self._kinds.is_upload_sequence(declared):
            return "multipart-list" if _has_bare_sequence(declared) else "file"
        is_complex = self._kinds.is_complex(declared)
        if is_complex is None:
            return "none"
        return "body" if is_complex else "query"


def _metadata(declared: DeclaredType) -> tuple[tuple[Expression, Use], ...]:
    """The metadata of `Annotated`, also where it stands behind `TypeAliasType`."""
    if declared.form is Form.OPAQUE and declared.name == "TypeAliasType":
        declared = declared.arguments[0]
    return declared.metadata


def _has_bare_sequence(declared: DeclaredType) -> bool:
    """True unless it names `UploadFile`: then it is one of files by intent."""
    return not any(one.arguments for one in declared.members(frozenset({Form.UNION})))
