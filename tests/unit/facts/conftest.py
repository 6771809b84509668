"""Reading small sources, and expressions as short text so that the tables stay readable."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from msgspec.structs import fields

from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import DefinitionTarget, ImportTarget, ModuleFacts


@pytest.fixture
def read() -> Callable[[str], ModuleFacts]:
    """The facts of a source that can be read."""

    def facts_of(source: str) -> ModuleFacts:
        facts = extract_facts(dedent(source).lstrip("\n"), "app.py")
        assert isinstance(facts, ModuleFacts), facts
        return facts

    return facts_of


@pytest.fixture
def shown() -> Callable[[object], str]:
    """An expression as text: names and attributes as they are written, the n-th call as `#n`, the rest by class."""
    return _shown


def _shown(value: object) -> str:
    match value:
        case ex.Name(name):
            return name
        case ex.Attribute(owner, attr):
            return f"{_shown(owner)}.{attr}"
        case ex.CallResult(call):
            return f"#{call}"
        case ex.Constant(constant, _):
            return repr(constant)
        case ex.Operation(operator, (left, right)):
            return f"({_shown(left)} {operator} {_shown(right)})"
        case ex.Collection("tuple", elements):
            return f"({', '.join(map(_shown, elements))},)"
        case ex.Subscript(owner, key):
            return f"{_shown(owner)}[{_shown(key)}]"
        case DefinitionTarget(definition):
            return f"definition {definition}"
        case ImportTarget(module, None, _):
            return f"import {module}"
        case ImportTarget(module, name, level):
            return f"from {'.' * level}{module} import {name}"
        case tuple():
            return f"({', '.join(map(_shown, value))})"
        case str() | int() | None:
            return repr(value)
    return f"{type(value).__name__}({', '.join(_shown(getattr(value, field.name)) for field in fields(value))})"
