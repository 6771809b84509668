"""What handlers encode themselves, although FastAPI encodes what they return.

A handler's dictionaries and texts are data to FastAPI: it validates them by the response model and writes that as JSON,
or without one has `jsonable_encoder` go through them (fastapi 0.165: routing.py, `serialize_response`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.frameworks import fastapi, pydantic
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import Call
from fastapi_lint.model.payload import EncodedView
from fastapi_lint.project.payloads.encoded_models import Encodings, Told
from fastapi_lint.project.payloads.response_classes import classes_in_effect
from fastapi_lint.project.payloads.single_use import SingleUse
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import ClassValue, LibraryValue, Value
from fastapi_lint.project.routing.handlers import Handler, Returned
from fastapi_lint.project.routing.places import place_in
from fastapi_lint.project.web.statuses import status_given, status_written
from fastapi_lint.project.web.test_code import is_test_path

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_MENTIONED = frozenset({"jsonable_encoder", "dumps", "encode", *pydantic.DUMPS, *pydantic.WRITES})
_OK = 200


class _Sent(NamedTuple):
    """What a `return` gives FastAPI to send: `response` is the JSON response around it, `` if there is none.

    `is_plain` is False where that is made for more: another status, headers, a background task.
    """

    content: Expression
    use: Use
    response: str = ""
    is_plain: bool = True


class EncodedTwice:
    """Looks at what the handlers return."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._inference = project.inference
        self._handlers = project.routing.handlers
        self._encodings = Encodings(project, self._handlers)

    def all(self) -> Iterator[EncodedView]:
        """By path and place: one view a `return`."""
        speaking = set(self._project.called.speaking_of(_MENTIONED))
        classes = classes_in_effect(self._project.surface) if speaking else {}
        for handler in self._handlers.http:
            if handler.scope in speaking and not is_test_path(handler.scope.module.path):
                is_json = all(classes.get(number, "?") == "" for number in handler.numbers)
                for returned in self._handlers.returned(handler.scope):
                    view = self._view(handler, returned, is_json)
                    if view is not None:
                        yield view

    def _view(self, handler: Handler, returned: Returned, is_json: bool) -> EncodedView | None:
        sent = self._sent(handler, returned)
        if sent is None or not (sent.response or is_json):
            return None
        told = self._encodings.of(handler, sent.content, sent.use, sent.response)
        if told is None or (told.form != "text" and not self._is_for_content(handler, sent)):
            return None
        place = place_in(handler.scope, told.call.span, self._handlers.labels(handler))
        return EncodedView(
            form=told.form,
            encoder=told.encoder,
            handler=handler.scope.definition.name,
            response=sent.response,
            model=told.model,
            of=told.of,
            is_direct=self._is_direct(returned, told, sent),
            has_model=self._project.contracts.has_response_model(handler.scope),
            place=place,
        )

    def _is_for_content(self, handler: Handler, sent: _Sent) -> bool:
        """True unless a response is made for more than its content, or in the place of data that is sent otherwise.

        Where some of the returns leave the content to FastAPI, the others mean to go past the response model.
        """
        if not sent.response:
            return True
        values = [one.values for one in self._handlers.returned(handler.scope)]
        return sent.is_plain and all(each and all(map(self._handlers.is_response, each)) for each in values)

    def _sent(self, handler: Handler, returned: Returned) -> _Sent | None:
        """The content; None if there is none in a response."""
        expression, use = SingleUse(handler.scope, self._inference).followed(returned.value, returned.use)
        if not isinstance(expression, ex.CallResult):
            return _Sent(expression, use)
        call = use.scope.body.calls[expression.call]
        name = self._json_response(use.scope, expression.call)
        if not name:
            return _Sent(expression, use)
        content = call.argument(0, "content")
        if content is None:
            return None
        place = self._inference.use_of_call(use.scope, expression.call)
        found = SingleUse(handler.scope, self._inference).followed(content, place, 1)
        return _Sent(*found, name, self._is_plain(handler, call, use))

    def _json_response(self, scope: Scope, call: int) -> str:
        values: tuple[Value, ...] = self._inference.callee(scope, call)
        if len(values) != 1 or not isinstance(values[0], LibraryValue | ClassValue):
            return ""
        name = values[0].name if isinstance(values[0], LibraryValue) else ""
        return name.rpartition(".")[2] if name in fastapi.JSON_RESPONSES else ""

    def _is_plain(self, handler: Handler, call: Call, use: Use) -> bool:
        """True if the response has the content alone, and perhaps the status that it would have anyway."""
        names = {name for name, _ in call.keywords}
        if len(call.args) > 2 or not names <= {"content", "status_code"}:
            return False
        given = call.argument(1, "status_code")
        if given is None:
            return True
        arguments = self._project.surface.arguments
        usual = {status_given(arguments[number].get("status_code")) or _OK for number in handler.numbers}
        return usual == {status_written(self._inference, given, use)}

    @staticmethod
    def _is_direct(returned: Returned, told: Told, sent: _Sent) -> bool:
        """True if the `return` itself has the call in it: no variable stands between the two."""
        outcome, call = returned.outcome.span, told.call.span
        start, end = (outcome.line, outcome.column), (outcome.end_line, outcome.end_column)
        return sent.use.scope is returned.use.scope and (
            start <= (call.line, call.column) and (call.end_line, call.end_column) <= end
        )
