"""Needs: the callables of the project that dependencies stand for, and whose parameters FastAPI fills for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import (
    Class,
    Frame,
    Function,
    Instance,
    LambdaFunction,
    Partial,
    Unknown,
    Value,
    likely_of,
)
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.web.dependency_markers import Taken
from fastapi_lint.project.web.signatures import Signatures

_DEEPEST = 6


class Need(NamedTuple):
    """A callable that FastAPI calls for a dependency.

    `reported` is what a reader knows it by (function, class, `__call__`; behind `functools.wraps` the function that is
    wrapped; of a lambda what it stands in); `takes` has the parameters that are its own dependencies; `called` is what
    FastAPI itself calls; `given` are the number of arguments and the keywords that `functools.partial` has filled.
    """

    reported: Scope
    takes: Function | Class | LambdaFunction
    called: Scope
    given: tuple[int, frozenset[str]] = (0, frozenset())

    @property
    def block(self) -> int:
        """That of a lambda in what is reported, else 0."""
        return self.takes.block if isinstance(self.takes, LambdaFunction) else 0

    @property
    def key(self) -> object:
        """The same for needs that have the same dependencies."""
        takes = self.takes
        if isinstance(takes, Class):
            return (takes.scope, self.given)
        is_closure = isinstance(takes, LambdaFunction) or any(f.scope.is_function for f in _frames(takes.frame))
        return (takes if is_closure else takes.scope, self.given)

    def left(self, parameters: Iterable[Taken]) -> Iterator[Taken]:
        """The parameters that are left to fill. A default that a keyword of `partial` has replaced is gone."""
        filled, keywords = self.given
        for position, taken in enumerate(parameters):
            if taken.parameter.name in keywords:
                yield taken._replace(parameter=taken.parameter.without_default())
            elif position >= filled:
                yield taken


class Needs:
    """Tells which callable a value is."""

    def __init__(self, machine: Machine, signatures: Signatures) -> None:
        self._machine = machine
        self._signatures = signatures

    def of(self, value: Value, depth: int = 0) -> Iterator[Need]:
        """The callables of the project that a value is, or may be."""
        for each in likely_of(value) if depth < _DEEPEST else ():
            yield from self._of_one(each, depth + 1)

    def _of_one(self, value: Value, depth: int) -> Iterator[Need]:
        if isinstance(value, Partial):
            for need in self.of(value.callee, depth):
                filled, keywords = need.given
                yield need._replace(given=(filled + len(value.args), keywords | frozenset(value.keywords)))
        elif isinstance(value, Instance):
            method = self._machine.attributes.get(value, "__call__")
            if isinstance(method, Function):
                yield from self._function(method, depth)
        elif isinstance(value, Unknown):
            for known in self._machine.translation.known(value):
                if not isinstance(known, Unknown):
                    yield from self.of(known, depth)
        elif isinstance(value, Function):
            yield from self._function(value, depth)
        elif isinstance(value, Class | LambdaFunction):
            yield Need(value.scope, value, value.scope)

    def _function(self, function: Function, depth: int) -> Iterator[Need]:
        """A function, or what it wraps: FastAPI reads the signature that `functools.wraps` leaves."""
        wrapped = list(self.of(function.wrapped, depth)) if function.wrapped is not None else []
        for inner in wrapped:
            yield inner._replace(called=function.scope)
        if not wrapped:
            yield Need(self._signatures.seen(function.scope), function, function.scope)


def _frames(frame: Frame | None) -> Iterator[Frame]:
    while frame is not None:
        yield frame
        frame = frame.parent
