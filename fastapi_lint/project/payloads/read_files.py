"""Files that handlers read as a whole to send them as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.payload import FileReadView
from fastapi_lint.project.flow.text import call_text
from fastapi_lint.project.payloads.response_classes import classes_in_effect
from fastapi_lint.project.payloads.single_use import SingleUse
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import LibraryValue
from fastapi_lint.project.routing.handlers import Handler, Returned
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_READS = frozenset({"read", "read_bytes", "read_text"})
_SENDING = frozenset({"Response", "HTMLResponse", "PlainTextResponse", "StreamingResponse"})
_BUFFERS = frozenset({"io.BytesIO", "io.StringIO"})
_SHORT_LIVED = frozenset(
    {"unlink", "remove", "rmtree", "TemporaryDirectory", "NamedTemporaryFile", "mkdtemp", "mkstemp", "TemporaryFile"}
)
"""A file that is gone after the handler cannot be left to a response that reads it later."""


class ReadFiles:
    """Looks at what the handlers return."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._handlers = project.routing.handlers

    def all(self) -> Iterator[FileReadView]:
        """By path and place: one view a `return`."""
        speaking = set(self._project.called.speaking_of(_READS))
        classes = classes_in_effect(self._project.surface) if speaking else {}
        for handler in self._handlers.http:
            scope = handler.scope
            if scope not in speaking or is_test_path(scope.module.path) or _has_short_lived(scope):
                continue
            used = {classes.get(number, "?").rpartition(".")[2] for number in handler.numbers}
            for returned in self._handlers.returned(scope):
                view = self._view(handler, returned, used.pop() if len(used) == 1 else "")
                if view is not None:
                    yield view

    def _view(self, handler: Handler, returned: Returned, usual: str) -> FileReadView | None:
        content, use, response = self._content(handler.scope, returned)
        response = response or usual
        if content is None or response not in _SENDING:
            return None
        inner = content.value if isinstance(content, ex.Awaited) else content
        if not isinstance(inner, ex.CallResult) or not self._reads_file(use.scope, inner.call):
            return None
        place = place_in(handler.scope, use.scope.body.calls[inner.call].span, self._handlers.labels(handler))
        read = call_text(use.scope, inner.call)
        return FileReadView(read, response, handler.scope.definition.name, place)

    def _content(self, scope: Scope, returned: Returned) -> tuple[Expression | None, Use, str]:
        """What a response is made of, and its class; what is returned itself where it is no response."""
        single = SingleUse(scope, self._inference)
        value, use = single.followed(returned.value, returned.use)
        if not isinstance(value, ex.CallResult):
            return value, use, ""
        name = self._name(use.scope, value.call).rpartition(".")[2]
        if not name.endswith("Response"):
            return value, use, ""
        call = use.scope.body.calls[value.call]
        content = call.argument(0, "content")
        if content is None:
            return None, use, ""
        found, place = single.followed(content, self._inference.use_of_call(use.scope, value.call), 1)
        if isinstance(found, ex.CallResult) and self._name(place.scope, found.call) in _BUFFERS:
            inner = place.scope.body.calls[found.call].argument(0, None)
            buffered = self._inference.use_of_call(place.scope, found.call)
            found, place = single.followed(inner, buffered, 1) if inner is not None else (found, place)
        return found, place, name

    def _name(self, scope: Scope, index: int) -> str:
        values = self._inference.callee(scope, index)
        is_known = len(values) == 1 and isinstance(values[0], LibraryValue)
        return self._inference.library_name(values[0].name) if is_known else ""  # type: ignore[union-attr]

    def _reads_file(self, scope: Scope, index: int) -> bool:
        call = scope.body.calls[index]
        values = self._inference.callee(scope, index)
        names = [value.name for value in values if isinstance(value, LibraryValue)]
        has_size = bool(call.args) and call.name == ".read"
        return len(names) == len(values) == 1 and not has_size and self._inference.catalog.reads_file(names[0])


def _has_short_lived(scope: Scope) -> bool:
    return any(call.name.lstrip(".") in _SHORT_LIVED for call in scope.body.calls)
