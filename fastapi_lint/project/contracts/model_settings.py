"""Settings of models: what `model_config`, `class Config` and the keywords of a class tell Pydantic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.frameworks import pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, DefinitionTarget
from fastapi_lint.model.versions import Release
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue

_CONFIG, _OLD_CONFIG = "model_config", "Config"
_BY_NAME = ("validate_by_name", "populate_by_name", "allow_population_by_field_name")
_NEW = frozenset({"validate_by_name", "validate_by_alias"})
"""Settings that Pydantic has known since 2.11."""
_OF_THE_CLASS = frozenset({"metaclass", "table"})


class Settings(NamedTuple):
    """What decides which dictionaries a model takes."""

    forbids_others: bool = False
    takes_names: bool = False  # a field that has an alias also goes by its own name
    takes_aliases: bool = True
    makes_aliases: bool = False  # fields have aliases that a function makes
    makes_strings: bool = False  # of numbers


class ModelSettings:
    """Reads the settings of a model and of its bases; None where one of them is not known."""

    def __init__(self, inference: Inference, version: Release) -> None:
        """`version` is that of Pydantic."""
        self._inference = inference
        self._knows_new_names = version >= (2, 11)

    def of(self, scope: Scope) -> Settings | None:
        """The settings of a class, the nearest counting most."""
        given: dict[str, Expression] = {}
        for owner in reversed(self._inference.classes.mro(scope)):
            for name, value in self._of_class(owner):
                if name is None or value is None:
                    return None
                given[name] = value
        if not self._knows_new_names and not given.keys().isdisjoint(_NEW):
            return None
        return _settings(given)

    def _of_class(self, scope: Scope) -> Iterator[tuple[str | None, Expression | None]]:
        """Pairs of name and value; None stands for what is not known."""
        for name, value in scope.definition.keywords:
            yield (None if name in _OF_THE_CLASS else name), value
        for binding in scope.bindings.get(_CONFIG, ()):
            if not isinstance(binding.value, TARGETS) and binding.value != ex.UNKNOWN:
                yield from self._written(binding.value, scope)
        for binding in scope.bindings.get(_OLD_CONFIG, ()):
            yield from self._of_inner(scope, binding.value)

    def _written(self, value: Expression, scope: Scope) -> Iterator[tuple[str | None, Expression | None]]:
        """`ConfigDict(extra="forbid")`, `{"extra": "forbid"}`."""
        if isinstance(value, ex.CallResult):
            call = scope.body.calls[value.call]
            names = {v.name for v in self._inference.callee(scope, value.call) if isinstance(v, LibraryValue)}
            names |= set(map(self._inference.library_name, names))
            if not call.args and (names & pydantic.CONFIGS or "builtins.dict" in names):
                yield from call.keywords
                return
        if isinstance(value, ex.Mapping):
            for key, item in value.items:
                yield (str(key.value) if isinstance(key, ex.Constant) else None), item
            return
        yield None, None

    def _of_inner(self, scope: Scope, value: object) -> Iterator[tuple[str | None, Expression | None]]:
        inner = next((one for one in scope.children if one.definition.name == _OLD_CONFIG and one.is_class), None)
        if inner is None or not isinstance(value, DefinitionTarget):
            yield None, None
            return
        own, library = self._inference.classes.bases(inner)
        if len(own) != len(inner.definition.bases) or library:
            yield None, None
        for owner in reversed(self._inference.classes.mro(inner)):
            for binding in owner.body.bindings:
                yield binding.target, None if isinstance(binding.value, TARGETS) else binding.value


def _settings(given: dict[str, Expression]) -> Settings | None:
    extra = _word(given.get("extra"))
    names = [_flag(given.get(name)) for name in _BY_NAME]
    aliases = _flag(given.get("validate_by_alias", ex.Constant(True, "bool")))
    strings = _flag(given.get("coerce_numbers_to_str"))
    if extra is None or aliases is None or strings is None or None in names:
        return None
    makes_aliases = given.get("alias_generator", ex.NONE) != ex.NONE
    return Settings(extra == "forbid", any(names), aliases, makes_aliases, strings)


def _word(value: Expression | None) -> str | None:
    """`"forbid"`, `Extra.forbid`; `` if nothing is said, None if it is not known what."""
    if value is None:
        return ""
    if isinstance(value, ex.Attribute):
        return value.attr
    return str(value.value) if isinstance(value, ex.Constant) else None


def _flag(value: Expression | None) -> bool | None:
    if value is None:
        return False
    return bool(value.value) if isinstance(value, ex.Constant) else None
