"""Views: what the names and values on a line of source are known to be, as text.

This is how suites and people ask the linker. Definitions are `module:qualname`, library names dotted; what is not
known is `?`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Binding, BlockKind, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope, is_narrowing
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LambdaValue,
    LibraryObject,
    LibraryValue,
    LiteralValue,
    ModuleValue,
    ObjectValue,
    OffloadedValue,
    PackageValue,
    Target,
    TypeVariable,
    Value,
    Values,
)

if TYPE_CHECKING:
    from fastapi_lint.project.resolve.inference import Inference

UNKNOWN = "?"
NOTHING = "None"
_END_OF_LINE = 1 << 20


class _Said(NamedTuple):
    """Something that a line says: an expression, where it stands, and the binding whose value it is."""

    expression: Expression | None
    use: Use
    binding: Binding | None = None
    parameter: str = ""
    annotation: Expression | None = None


class Views:
    """Answers for a path and a line."""

    def __init__(self, inference: Inference, scopes: dict[str, list[Scope]]) -> None:
        self._inference = inference
        self._scopes = scopes

    def resolved_at(self, path: str, line: int) -> tuple[str, ...]:
        """What the line refers to: what it imports, assigns or returns, else what it calls or reads first.

        Of a call it is the thing called. A variable that holds no definition, module or library name stands for itself:
        `app.config:settings`, `main:handler.<locals>.user`.
        """
        found = [self._resolved(said) for said in self._said(path, line) if not said.parameter]
        return _distinct(found)

    def types_at(self, path: str, line: int) -> tuple[str, ...]:
        """The classes of what the line binds (also a parameter, a `for` or a `with` target), else of what it returns
        or calls. Where there are classes, `None` is left out.
        """
        found = _distinct(map(self.type_of, self._values(said)) for said in self._said(path, line))
        return tuple(name for name in found if name != NOTHING) or found

    def _said(self, path: str, line: int) -> list[_Said]:
        scope = self._scope_at(path, line)
        if scope is None:
            return []
        for find in (_bound, _attributes_bound, _parameters, _given, _called, _read):
            found = list(find(scope, line))
            if found:
                return found
        return []

    def _scope_at(self, path: str, line: int) -> Scope | None:
        around = [s for s in self._scopes.get(path, ()) if s.definition.span.line <= line <= s.definition.span.end_line]
        return around[-1] if around else None

    def _values(self, said: _Said) -> Values:
        inference = self._inference
        if said.parameter:
            return inference.parameters.values(said.use.scope, said.parameter)
        if said.binding is not None:
            return inference.binding(said.use.scope, said.binding)
        declared = inference.annotations.values(said.annotation, said.use)
        return declared or (inference.infer(said.expression, said.use) if said.expression is not None else ())

    def type_of(self, value: Value) -> str:
        """The class of a value as text; of a class `type[…]`, of a function or module its name."""
        if isinstance(value, ObjectValue):
            arguments = ", ".join(self._union(values) for _, values in value.arguments)
            return f"{value.scope.id}[{arguments}]" if arguments else value.scope.id
        if isinstance(value, LibraryObject):
            name = value.name.removeprefix("builtins.")
            return f"{name}[{self._union(value.elements)}]" if value.elements else name
        if isinstance(value, ClassValue):
            return f"type[{value.scope.id}]"
        if isinstance(value, LibraryValue):
            given = self._inference.attributes.read(value)
            name = self._inference.library_name(value.name)
            is_class = name.rpartition(".")[2][:1].isupper()
            return given.name if given is not None else f"type[{name}]" if is_class else name
        if isinstance(value, TypeVariable):
            return " | ".join(map(self.type_of, self._inference.generics.bound(value))) or UNKNOWN
        if isinstance(value, CollectionValue):
            return self._collection(value)
        if isinstance(value, LiteralValue):
            return NOTHING if value.value is None else type(value.value).__name__
        if isinstance(value, OffloadedValue):
            return self.type_of(value.callee)
        return self.name_of(value) or UNKNOWN

    def _collection(self, value: CollectionValue) -> str:
        if value.kind == "tuple" and value.parts:
            return f"tuple[{', '.join(map(self._union, value.parts))}]"
        if value.kind == "dict":
            return f"dict[{self._union(value.names)}, {self._union(value.elements)}]"
        return f"{value.kind}[{self._union(value.elements)}]"

    def _union(self, values: Values) -> str:
        return " | ".join(sorted({self.type_of(value) for value in values})) or UNKNOWN

    def name_of(self, value: Value) -> str:
        """The name of a definition, module or library name; `` for objects."""
        if isinstance(value, FunctionValue | ClassValue):
            return value.scope.id
        if isinstance(value, ModuleValue):
            return value.module.name
        if isinstance(value, PackageValue):
            return value.name
        if isinstance(value, LibraryValue):
            return self._inference.library_name(value.name)
        return f"{value.scope.id}.<lambda>" if isinstance(value, LambdaValue) else ""

    def _resolved(self, said: _Said) -> Iterator[str]:
        value = said.binding.value if said.binding is not None else said.expression
        if isinstance(value, ImportTarget | DefinitionTarget) and said.binding is not None:
            targets = self._inference.names.follow(said.use.scope, said.binding)
        else:
            targets = self._targets(value, said.use) if value is not None else ()  # type: ignore[arg-type]
        named = [name for target in targets for name in self._names_of(target)]
        yield from named or filter(None, map(_variable, targets))

    def _targets(self, expression: Expression, use: Use) -> tuple[Target, ...]:
        if isinstance(expression, ex.CallResult):
            call = use.scope.body.calls[expression.call]
            return self._targets(call.func, self._inference.use_of_call(use.scope, expression.call))
        if isinstance(expression, ex.Awaited | ex.Starred):
            return self._targets(expression.value, use)
        return self._inference.annotations.targets(expression, use)

    def _names_of(self, target: Target) -> Iterator[str]:
        return filter(None, map(self.name_of, self._inference.value_of(target)))


def _variable(target: Target) -> str:
    """The name of a variable or parameter; `` for anything else."""
    if isinstance(target, BoundName):
        scope, name = target.scope, target.binding.target
    elif isinstance(target, BoundParameter):
        scope, name = target.scope, target.name
    else:
        return ""
    if scope.is_module:
        return f"{scope.id}{name}"
    return f"{scope.id}.{name}" if scope.is_class else f"{scope.id}.<locals>.{name}"


def _distinct(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The texts of all groups, each once; an empty group is something unknown."""
    found: dict[str, None] = {}
    for group in groups:
        found.update(dict.fromkeys(list(group) or [UNKNOWN]))
    return tuple(found)


def _bound(scope: Scope, line: int) -> Iterator[_Said]:
    blocks = scope.body.blocks
    for binding in scope.body.bindings:
        if (
            binding.line == line
            and not is_narrowing(binding)
            and blocks[binding.block].kind is not BlockKind.COMPREHENSION
        ):
            yield _Said(None, Use(scope, binding.block, (line, binding.column)), binding)


def _attributes_bound(scope: Scope, line: int) -> Iterator[_Said]:
    for binding in scope.body.attribute_bindings:
        if binding.line == line:
            use = Use(scope, binding.block, (line, _END_OF_LINE))
            yield _Said(binding.value, use, annotation=binding.annotation)


def _parameters(scope: Scope, line: int) -> Iterator[_Said]:
    receiver = scope.definition.parameters[0] if scope.is_method and scope.definition.parameters else None
    for parameter in scope.definition.parameters:
        if parameter.line == line and parameter is not receiver:
            yield _Said(None, Use(scope, 0, (line, 0)), parameter=parameter.name)


def _given(scope: Scope, line: int) -> Iterator[_Said]:
    for outcome in scope.body.outcomes:
        if outcome.span.line == line and outcome.value is not None:
            yield _Said(outcome.value, Use(scope, outcome.block, (line, outcome.span.column)))


def _called(scope: Scope, line: int) -> Iterator[_Said]:
    for index, call in enumerate(scope.body.calls):
        if call.span.line == line:
            yield _Said(ex.CallResult(index), Use(scope, call.block, (line, call.span.column)))
            return


def _read(scope: Scope, line: int) -> Iterator[_Said]:
    for read in scope.body.reads:
        if read.span.line == line:
            yield _Said(read.expression, Use(scope, read.block, (line, read.span.column)))
            return
