"""Vocabulary of the language and its standard library that decides how a definition behaves."""

from __future__ import annotations

PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "abc.abstractproperty"})
STATIC = "builtins.staticmethod"
CLASS_METHOD = "builtins.classmethod"
CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
CACHES = frozenset({"functools.lru_cache", "functools.cache"})
ABSTRACT = frozenset({"abc.abstractmethod", "abc.abstractproperty"})
INTERFACES = frozenset({"typing.Protocol", "typing_extensions.Protocol", "abc.ABC"})
OVERLOADS = frozenset({"typing.overload", "typing_extensions.overload"})

WRAPPERS = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"})
"""Special forms whose arguments are the type that matters (`Annotated`: the first)."""

CONTAINERS = frozenset(
    {
        "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "Sequence", "MutableSequence",
        "Iterable", "Iterator", "Generator", "AsyncIterable", "AsyncIterator", "AsyncGenerator", "Collection", "deque",
        "Deque", "AbstractSet", "KeysView", "ValuesView",
    }
)  # fmt: skip
"""Types whose first argument is that of their elements."""

MAPPINGS = frozenset(
    {"dict", "Dict", "Mapping", "MutableMapping", "DefaultDict", "defaultdict", "OrderedDict", "TypedDict"}
)
"""Types whose second argument is that of their values."""

GENERIC_MODULES = frozenset({"builtins", "typing", "typing_extensions", "collections", "collections.abc", "contextlib"})

CONSUMERS = frozenset(
    {
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.sum",
        "builtins.any", "builtins.all", "builtins.min", "builtins.max", "builtins.dict", "builtins.next",
        "builtins.enumerate", "builtins.zip", "builtins.map", "builtins.filter", "builtins.str.join",
    }
)  # fmt: skip
"""Functions that run a generator they are given on the spot."""

COMMAND_LINES = frozenset({"typer", "click", "cyclopts", "asyncclick", "asyncer"})
"""Libraries whose decorators make a function a command."""

RUNNERS = frozenset({"asyncio.run", "anyio.run", "trio.run", "uvloop.run", "asyncio.Runner.run"})
"""Functions that start an event loop of their own: a script, not a server."""
