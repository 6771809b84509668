"""How the project's own code uses a function that a framework calls: what a change of its signature would break."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.model import expression as ex
from fastapi_lint.model.dossier import UseView
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, FunctionValue, LibraryValue, Value

_INIT = "__init__"
_PLAIN_BASES = frozenset({"object", "builtins.object", "typing.Generic", "abc.ABC"})


class Uses:
    """Answers by the names under which a function can be spoken of; tests count, too."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def of(self, function: Scope) -> Iterator[UseView]:
        """The uses of a function, by path and place. Frameworks' own are none: dependencies, registrations."""
        if not function.is_function:
            return
        if self._is_override(function):
            yield UseView("override")
        names = self._all_names(function)
        seen: set[tuple[Scope, int]] = set()
        for scope in self._inference.mentions.of_any(names):
            for number, call in enumerate(scope.body.calls):
                if (scope, number) not in seen:
                    seen.add((scope, number))
                    yield from self._in(scope, number, call, function, names)

    def _in(self, scope: Scope, number: int, call: Call, function: Scope, names: list[str]) -> Iterator[UseView]:
        if last_name(call.func) in names:
            for value in self._inference.callee(scope, number):
                skipped = self._skipped(value, function)
                if skipped is not None:
                    yield _call(call, skipped)
                    return
        handed = [each for each in _given(call) if last_name(each) in names]
        if handed and not self._is_frameworks_own(scope, number):
            use = self._inference.use_of_call(scope, number)
            if any(
                self._skipped(value, function) is not None
                for one in handed
                for value in self._inference.infer(one, use)
            ):
                yield UseView("handed")

    def _is_frameworks_own(self, scope: Scope, number: int) -> bool:
        callees = self._inference.callee(scope, number)
        names = [self._inference.library_name(value.name) for value in callees if isinstance(value, LibraryValue)]
        return any(name.startswith(("fastapi.", "starlette.")) for name in names)

    def _skipped(self, value: Value, function: Scope) -> int | None:
        """How many parameters a call of this value does not fill itself; None if it does not call the function."""
        if isinstance(value, FunctionValue) and value.scope is function:
            return 1 if value.receiver is not None else 0
        if isinstance(value, ClassValue) and function.definition.name == _INIT:
            member = self._inference.classes.member(value.scope, _INIT)
            return 1 if member is not None and member.function() is function else None
        return None

    def _all_names(self, function: Scope) -> list[str]:
        """The names of a function, and those that imports and assignments give to it."""
        names = dict.fromkeys(self._names(function))
        queue = list(names)
        while queue:
            for other in self._inference.mentions.renames.get(queue.pop(), ()):
                if other not in names:
                    names[other] = None
                    queue.append(other)
        return list(names)

    def _names(self, function: Scope) -> Iterator[str]:
        yield function.definition.name
        owner = function.parent
        if function.definition.name == _INIT and owner is not None:
            for cls in (owner, *self._inference.classes.subclasses(owner)):
                yield cls.definition.name

    def _is_override(self, function: Scope) -> bool:
        """True for a method that a class above or below has as well, or may have."""
        owner = function.parent
        if not function.is_method or owner is None:
            return False
        classes, name = self._inference.classes, function.definition.name
        if any(name in below.bindings for below in classes.subclasses(owner)):
            return True
        if name == _INIT:  # each class has its own
            return False
        if any(name in above.bindings for above in classes.mro(owner)[1:]):
            return True
        return not _PLAIN_BASES.issuperset(classes.library_bases(owner))


def _given(call: Call) -> Iterator[Expression]:
    yield from call.args
    yield from (value for _, value in call.keywords)


def _call(call: Call, skipped: int) -> UseView:
    is_spread = any(keyword is None for keyword, _ in call.keywords) or any(
        isinstance(each, ex.Starred) for each in call.args
    )
    keywords = tuple(keyword for keyword, _ in call.keywords if keyword is not None)
    return UseView("call", len(call.args) + skipped, keywords, is_spread)
