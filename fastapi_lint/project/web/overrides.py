"""Overrides: `app.dependency_overrides[get_db] = get_other`, in code that serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.call_index import CallIndex, is_alive
from fastapi_lint.project.web.test_code import is_test_path

_OVERRIDES = "dependency_overrides"


class Override(NamedTuple):
    """What is overridden, and what is called in its place; both stand at `use`."""

    original: Expression
    replacement: Expression
    use: Use


def overrides(inference: Inference, index: CallIndex, scopes: dict[str, list[Scope]]) -> Iterator[Override]:
    """All overrides but those in tests. Every application is taken to have them."""
    told = (inference.mentions.attributes, inference.mentions.changed)
    found = {scope for by_name in told for scope in by_name.get(_OVERRIDES, ())}
    for scope in sorted(found, key=lambda one: (one.module.path, one.index)):
        if not is_test_path(scope.module.path):
            yield from _assigned(scope)
    for site in index.named("update"):
        func = site.call.func
        is_ours = isinstance(func, ex.Attribute) and _is_overrides(func.value)
        if is_ours and site.call.args and not is_test_path(site.scope.module.path):
            yield from _mapped(site.call.args[0], inference.use_of_call(site.scope, site.number))


def _assigned(scope: Scope) -> Iterator[Override]:
    """`app.dependency_overrides[x] = y` and `app.dependency_overrides = {x: y}`."""
    body = scope.body
    for item in body.item_bindings:
        if _is_overrides(item.owner) and is_alive(scope, item.block):
            use = Use(scope, item.block, (item.line, 1 << 20))
            yield Override(item.key, item.value, use)
    for binding in body.attribute_bindings:
        if binding.attr == _OVERRIDES and is_alive(scope, binding.block):
            yield from _mapped(binding.value, Use(scope, binding.block, (binding.line, 1 << 20)))


def _mapped(mapping: Expression, use: Use) -> Iterator[Override]:
    for key, value in mapping.items if isinstance(mapping, ex.Mapping) else ():
        if key is not None:
            yield Override(key, value, use)


def _is_overrides(expression: Expression) -> bool:
    return isinstance(expression, ex.Attribute) and expression.attr == _OVERRIDES
