"""Loaded by name: modules that `importlib.import_module` may import, where the name is put together at run time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_IMPORT = "import_module"
_ANYTHING = ".*"


class LoadedByName:
    """The shapes of names that a project imports: `app.plugins.{…}.routes`."""

    def __init__(self, project: Project) -> None:
        shapes = set(_shapes(project))
        self.is_unknown = _ANYTHING in shapes
        """Whether some name is not known at all."""
        self._shapes = [re.compile(shape) for shape in sorted(shapes - {_ANYTHING})]

    def may_load(self, module: str) -> bool:
        """True if the dotted name is of one of the shapes."""
        return any(shape.fullmatch(module) for shape in self._shapes)


def _shapes(project: Project) -> Iterator[str]:
    for scope in project.inference.mentions.of_calls(_IMPORT):
        for call in scope.body.calls:
            if _name(call.func) == _IMPORT:
                name = call.argument(0, "name")
                if name is not None and not isinstance(name, ex.Constant):
                    yield _shape(name)


def _shape(name: Expression) -> str:
    """A regular expression of the name. What a relative one begins with, and what is not a literal, may be anything."""
    if isinstance(name, ex.FormattedString):
        parts = name.parts
    elif isinstance(name, ex.Operation) and name.operator == "+":
        parts = name.operands
    else:
        return _ANYTHING
    texts = [part.value if isinstance(part, ex.Constant) else None for part in parts]
    shape = "".join(re.escape(text) if isinstance(text, str) else _ANYTHING for text in texts)
    return _ANYTHING + shape if shape.startswith(r"\.") else shape


def _name(function: Expression) -> str:
    return function.attr if isinstance(function, ex.Attribute) else function.id if isinstance(function, ex.Name) else ""
