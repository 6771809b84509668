"""Vocabulary of the language and its standard library that decides how a definition behaves."""

from __future__ import annotations

PROPERTIES = frozenset(
    {
        "builtins.property", "functools.cached_property", "abc.abstractproperty", "cached_property.cached_property",
        "propcache.cached_property", "pydantic.computed_field", "sqlalchemy.ext.hybrid.hybrid_property",
        "werkzeug.utils.cached_property",
    }
)  # fmt: skip
ACCESSORS = frozenset({"setter", "deleter", "expression", "inplace", "comparator", "update_expression"})
"""Methods of properties that decorate something else of the same name than what reading the property runs."""
STATIC = "builtins.staticmethod"
CLASS_METHOD = "builtins.classmethod"
WRAPS = "functools.wraps"
UPDATE_WRAPPER = "functools.update_wrapper"
PARTIAL = "functools.partial"
PARAMETER = "inspect.Parameter"
EXPECTING_ERRORS = frozenset({"pytest.raises", "unittest.TestCase.assertRaises", "unittest.TestCase.assertRaisesRegex"})
"""Contexts of tests within which something has to raise."""
ASKING_FOR_COROUTINES = frozenset({"iscoroutinefunction", "is_async_callable", "is_coroutine_callable"})
"""Functions that say whether calling what they are given makes a coroutine, of `inspect`, `asyncio` and others."""
CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
CACHES = frozenset({"functools.lru_cache", "functools.cache"})
CACHED_PROPERTY = "functools.cached_property"  # works once for each object
ABSTRACT = frozenset({"abc.abstractmethod", "abc.abstractproperty"})
INTERFACES = frozenset({"typing.Protocol", "typing_extensions.Protocol", "abc.ABC"})
OVERLOADS = frozenset({"typing.overload", "typing_extensions.overload"})

PRESERVING = frozenset(
    {
        STATIC, CLASS_METHOD, WRAPS, "abc.abstractmethod", "functools.lru_cache", "functools.cache", "typing.final",
        "typing.override", "typing_extensions.override", "typing_extensions.final", "typing_extensions.deprecated",
        "warnings.deprecated", "typing.no_type_check", "tenacity.retry", "backoff.on_exception", "backoff.on_predicate",
        "atexit.register", "slowapi.Limiter.limit", "slowapi.Limiter.exempt", "fastapi_cache.decorator.cache",
        "pydantic.validate_call",
    }
)  # fmt: skip
"""Decorators that leave a coroutine function one: calling it gives a coroutine all the same."""

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

_KINDS = {
    "set": ("set", "Set", "frozenset", "FrozenSet", "AbstractSet"),
    "tuple": ("tuple", "Tuple"),
    "iterator": ("Iterator", "Generator", "AsyncIterator", "AsyncGenerator", "Iterable", "AsyncIterable"),
}


def kind_of_container(name: str) -> str:
    """`dict`, `set`, `tuple`, `iterator` or `list` for one of the names in `CONTAINERS` and `MAPPINGS`."""
    if name in MAPPINGS:
        return "dict"
    return next((kind for kind, names in _KINDS.items() if name in names), "list")


OPERATORS = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
    "@": "__matmul__", "|": "__or__", "&": "__and__", "^": "__xor__", "<<": "__lshift__", ">>": "__rshift__",
    "**": "__pow__",
}  # fmt: skip
REFLECTED = {operator: f"__r{name[2:]}" for operator, name in OPERATORS.items()}
IN_PLACE = {f"{operator}=": f"__i{name[2:]}" for operator, name in OPERATORS.items()}
COMPARISONS = {"==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
UNARY_OPERATORS = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
ITEM_OPERATORS = {"[]=": "__setitem__", "del []": "__delitem__"}

BUILTIN_METHODS = {
    "builtins.len": ("__len__",), "builtins.str": ("__str__", "__repr__"), "builtins.print": ("__str__", "__repr__"),
    "builtins.repr": ("__repr__",), "builtins.format": ("__format__", "__str__"),
    "builtins.bool": ("__bool__", "__len__"),
    "builtins.int": ("__int__", "__index__"), "builtins.float": ("__float__",), "builtins.hash": ("__hash__",),
    "builtins.abs": ("__abs__",), "builtins.round": ("__round__",), "builtins.iter": ("__iter__",),
    "builtins.next": ("__next__",), "builtins.reversed": ("__reversed__",), "builtins.bytes": ("__bytes__",),
    "builtins.divmod": ("__divmod__",), "builtins.aiter": ("__aiter__",), "builtins.anext": ("__anext__",),
    "builtins.dir": ("__dir__",), "os.fspath": ("__fspath__",), "copy.copy": ("__copy__",),
    "copy.deepcopy": ("__deepcopy__",),
}  # fmt: skip
"""The methods that a builtin runs of its first argument: the first of them that there is."""

SHOWING = ("__format__", "__str__", "__repr__")
"""The methods that an f-string runs of what stands in it: the first of them that there is."""

TRUTHS = frozenset({"not", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"})
"""Operators that give True or False."""

FUTURES = frozenset({"asyncio.Task", "asyncio.Future", "concurrent.futures.Future"})
"""Classes of objects that hold a result which is not there yet."""

ELEMENT_GIVERS = frozenset(
    {"contextvars.ContextVar.get", "queue.Queue.get", "queue.Queue.get_nowait", "asyncio.Queue.get",
     "asyncio.Queue.get_nowait", *(f"{name}.result" for name in FUTURES)}
)  # fmt: skip
"""Methods that give what the object's class is generic in."""

SPAWNERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task",
     "asyncio.TaskGroup.create_task", "asyncio.run_coroutine_threadsafe"}
)  # fmt: skip
"""Functions that make a task of the coroutine that they are given first."""

ENTERING = {
    "contextlib.ExitStack.enter_context": False,
    "contextlib.AsyncExitStack.enter_context": False,
    "contextlib.AsyncExitStack.enter_async_context": True,
}
"""Functions that enter a context manager, and whether it is an asynchronous one."""

CLOSING = {"contextlib.closing": "close", "contextlib.aclosing": "aclose"}
"""Functions that run a method of what they are given when they are left."""

HANDING_ON = frozenset({"contextlib.nullcontext", "contextlib.closing", "contextlib.aclosing"})
"""Context managers that give what they are made with."""

FIELDS = frozenset(
    {"dataclasses.field", "attr.ib", "attrs.field", "pydantic.Field", "pydantic.PrivateAttr", "sqlmodel.Field"}
)
"""Functions that tell the default of an attribute in the body of its class."""

SUBCLASSES = "builtins.type.__subclasses__"
SELF = frozenset({"typing.Self", "typing_extensions.Self"})
ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "enum.IntFlag"})
NAMED_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})

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

KINDS_MADE = {
    "builtins.str": "str",
    "builtins.len": "int",
    "builtins.int": "int",
    "builtins.float": "float",
    "builtins.bool": "bool",
    "builtins.list": "list",
    "builtins.sorted": "list",
    "builtins.set": "set",
    "builtins.tuple": "tuple",
    "uuid.uuid1": "uuid",
    "uuid.uuid4": "uuid",
    "uuid.UUID": "uuid",
    "datetime.datetime.now": "datetime",
    "datetime.datetime.utcnow": "datetime",
    "datetime.datetime": "datetime",
}
"""Functions of Python of which the name alone says what they give."""
