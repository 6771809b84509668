"""What a definition is for in a web application."""

from __future__ import annotations

from enum import Flag, auto


class Role(Flag):
    """The parts a definition plays. A definition can play several."""

    NONE = 0
    HANDLER = auto()  # an HTTP path operation
    WEBSOCKET = auto()
    DEPENDENCY = auto()
    MIDDLEWARE = auto()
    EXCEPTION_HANDLER = auto()
    BACKGROUND_TASK = auto()
    LIFESPAN = auto()  # lifespan, startup and shutdown
    STREAM = auto()  # a generator behind a streaming response
    MODEL = auto()  # a Pydantic model that a route takes or gives
    MODEL_HOOK = auto()  # a validator, serializer, computed field or `render` of a response class
    SETUP = auto()  # code that builds the application: modules and factories with apps and routers
    COROUTINE = auto()  # any other `async def`
    HELPER = auto()  # any other function that runs while a request is served

    @property
    def label(self) -> str:
        """The most telling role, in words."""
        for member, words in _WORDS.items():
            if member in self:
                return words
        return "function"


CALLED_FOR_REQUESTS = (
    Role.HANDLER
    | Role.WEBSOCKET
    | Role.DEPENDENCY
    | Role.MIDDLEWARE
    | Role.EXCEPTION_HANDLER
    | Role.BACKGROUND_TASK
    | Role.STREAM
    | Role.MODEL_HOOK
)
"""What the framework itself calls for a request."""

SERVING = CALLED_FOR_REQUESTS & ~Role.MODEL_HOOK | Role.COROUTINE
"""All that runs while requests are served, and every other coroutine."""

_WORDS = {
    Role.HANDLER: "handler",
    Role.WEBSOCKET: "websocket handler",
    Role.DEPENDENCY: "dependency",
    Role.MIDDLEWARE: "middleware",
    Role.EXCEPTION_HANDLER: "exception handler",
    Role.BACKGROUND_TASK: "background task",
    Role.STREAM: "streaming generator",
    Role.MODEL_HOOK: "model hook",
    Role.LIFESPAN: "lifespan function",
    Role.MODEL: "model",
    Role.COROUTINE: "coroutine",
}
