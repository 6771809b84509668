"""What a library file may say, for the tests of the built-in ones and for the tables of a user's configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails

from fastapi_lint.catalog.catalog import HARMLESS
from fastapi_lint.catalog.entries import RunsOn
from fastapi_lint.catalog.loader import unknown_names
from fastapi_lint.model.effect import EffectKind, Offload
from fastapi_lint.model.nearest import nearest

_PART = r"(?:[A-Za-z_]\w*|<\w+>)"  # <...> marks a class that only the catalogue knows, as it has no public name
DottedName = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:\.{_PART})*$")]
NameOrAllBelow = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:\.{_PART})*(?:\.\*)?$")]
# `Class.*` stands for all methods, `function.<mode:1=rb>` for calls with this literal as argument
GivingName = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:\.{_PART})*(?:\.\*|\.<\w+(?::\d+)?=[^<>]*>)?$")]
Names = Annotated[list[NameOrAllBelow], Field(min_length=1)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+(?:\.\d+)*$")]
Position = Annotated[int, Field(ge=0)]
_KINDS = (*EffectKind, HARMLESS)


def _one_of_the_kinds(value: str) -> str:
    if value not in _KINDS:
        raise ValueError(f"`{value}` is none of {', '.join(_KINDS)}")
    return value


def _a_literal(value: object) -> object:
    if not isinstance(value, bool | int | float | str):
        raise ValueError("give a boolean, a number or a string")
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_REASONS = {
    "missing": "is missing",
    "string_pattern_mismatch": "is not a dotted name",
    "string_type": "must be a string",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a number",
    "int_parsing": "must be a number",
    "too_short": "must not be empty",
}
_OF_WHAT = "give `library` the name of the distribution that the versions are of"

# Unions would answer with one problem for each of their members.
Kind = Annotated[
    str, AfterValidator(_one_of_the_kinds), Field(json_schema_extra={"enum": [str(one) for one in _KINDS]})
]
LiteralValue = Annotated[object, AfterValidator(_a_literal)]
Bases = Annotated[
    list[DottedName],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LibraryTable(_Table):
    """`[library]`: the distribution, the version its names were resolved against, where the knowledge comes from."""

    name: Text
    source: Text | None = None
    verified: Text | None = None


class UnlessTable(_Table):
    """One of `unless`: which argument, and the value that makes the call harmless."""

    keyword: Text | None = None
    position: Position | None = None
    equals: LiteralValue | None = None
    name: Text | None = None
    type: DottedName | None = None
    absent: Literal[True] | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.keyword is None and self.position is None:
            raise ValueError("give the argument's keyword, its position, or both")
        if sum(value is not None for value in (self.equals, self.name, self.type, self.absent, self.below)) != 1:
            raise ValueError("give one of equals, below, name, type and absent")
        return self


class CallsTable(_Table):
    """`[[calls]]`: names that share what calling them does. Without a `kind` it changes what is known of them.

    `since` and `until` are versions of the library: what is said holds from the first, and no longer in the second.
    `drop_in`: the twin takes the same arguments, on the same object, and gives the same when it is awaited.
    """

    names: Names
    kind: Kind | None = None
    tier: Literal[1, 2, 3, 4] | None = None
    offload: Offload | None = None
    twin: Annotated[str, StringConstraints(pattern=r"^\w+(?:\.\w*(?:\{name\})?\w*)+$")] | None = None
    remedy: Text | None = None
    note: Text | None = None
    size_dependent: bool = False
    format: Text | None = None
    writes: bool = False
    own_loop: bool = False
    read: bool = False
    drop_in: bool = False
    since: Version | None = None
    until: Version | None = None
    unless: list[UnlessTable] = []


class RunsTable(_Table):
    """`[[runs]]`: names that run the callable that they are given."""

    names: Annotated[list[DottedName], Field(min_length=1)]
    thread: RunsOn
    argument: Position | None = None
    keyword: Text | None = None
    receiver: bool = False
    wraps: bool = False
    executor: Position | None = None

    @model_validator(mode="after")
    def _says_which_callable(self) -> Self:
        if self.receiver is (self.argument is not None or self.keyword is not None):
            raise ValueError("give the callable's argument or keyword, or receiver = true")
        return self


class PoolsTable(_Table):
    """`[[pools]]`: constructors of what is meant to be made once: it holds connections or threads, or what took long to
    compile or to load.
    """

    names: Annotated[list[DottedName], Field(min_length=1)]
    holds: Text
    kind: Literal["client", "engine", "threads", "processes", "compiled", "loaded"] = "client"
    shared: list[Text] = []
    per_call: list[Text] = []
    only_with: list[Text] = []


class TimeoutsTable(_Table):
    """`[[timeouts]]`: calls that wait without a limit, or with a very high one, unless one is given."""

    names: Annotated[list[DottedName], Field(min_length=1)]
    keyword: Text = "timeout"
    position: Position | None = None
    seconds: float | None = None
    set_by: list[DottedName] = []
    given_by: list[DottedName] = []
    waits_for: Text = "the network"


class QueriesTable(_Table):
    """`[[queries]]`: calls that ask a server once, where many could be asked for at a time: `instead` says how."""

    names: Annotated[list[DottedName], Field(min_length=1)]
    of: Literal["database", "service"] = "database"
    instead: Text


class FilesTable(_Table):
    """`[[files]]`: calls that give all that is in a file, if they are given no size."""

    names: Annotated[list[DottedName], Field(min_length=1)]


class AsyncTable(_Table):
    """`[async]`: classes whose methods give awaitables, functions that do, and with `.*` everything below a name.

    `coroutines` are functions and methods that give a coroutine: what does nothing at all before it is awaited.
    `exclusive` are classes whose objects serve one task at a time.
    """

    names: Names = []
    coroutines: list[DottedName] = []
    exclusive: list[DottedName] = []


class ThreadsTable(_Table):
    """`[threads]`: classes whose objects work in the thread alone that made them, or are others in each thread."""

    bound: list[DottedName]


class Library(_Table):
    """A whole library file, or one of the user's tables, which need no `[library]`.

    `[since]` says from which version of the library on there are the names, and all below them.
    """

    library: LibraryTable | None = None
    calls: list[CallsTable] = []
    runs: list[RunsTable] = []
    pools: list[PoolsTable] = []
    timeouts: list[TimeoutsTable] = []
    queries: list[QueriesTable] = []
    files: list[FilesTable] = []
    returns: dict[GivingName, DottedName] = {}
    aliases: dict[DottedName, DottedName] = {}
    bases: dict[NameOrAllBelow, Bases] = {}
    since: dict[DottedName, Version] = {}
    async_: AsyncTable | None = Field(default=None, alias="async")
    threads: ThreadsTable | None = None


_TABLES: dict[str, type[_Table]] = {
    "library": LibraryTable,
    "calls": CallsTable,
    "unless": UnlessTable,
    "runs": RunsTable,
    "pools": PoolsTable,
    "timeouts": TimeoutsTable,
    "queries": QueriesTable,
    "files": FilesTable,
    "async": AsyncTable,
    "threads": ThreadsTable,
}


class Fault(NamedTuple):
    """One thing that is wrong with tables, and its key in them (`calls[0].tier`; empty for the tables as a whole).

    `place` is the way to the key, step by step.
    """

    key: str
    reason: str
    place: tuple[int | str, ...] = ()


def problems_of(tables: Mapping[str, object], where: str, *, built_in: bool = False) -> tuple[str, ...]:
    """One line for each thing that is wrong with the tables of the file `where`, with its key; none if all is well."""
    return tuple(f"{where}: {key or 'file'}: {reason}" for key, reason, _ in faults_of(tables, built_in=built_in))


def faults_of(tables: Mapping[str, object], *, built_in: bool = False) -> tuple[Fault, ...]:
    """All that is wrong with the tables.

    Built-in files must also say where they come from, and give each call its kind, tier and offload; those of a user
    may only change what is known.
    """
    try:
        library = Library.model_validate(tables)
    except ValidationError as error:
        return tuple(Fault(_key(one["loc"]), _reason(one), one["loc"]) for one in error.errors())
    return tuple(_gaps(library) if built_in else _idle(library, tables))


def _gaps(library: Library) -> Iterator[Fault]:
    if library.library is None:
        yield Fault("library", "is missing")
    elif library.library.source is None:
        yield Fault("library.source", "is missing")
    for index, table in enumerate(library.calls):
        if table.kind is None:
            yield Fault(f"calls[{index}].kind", "is missing")
        elif table.kind != HARMLESS and (table.tier is None or table.offload is None):
            yield Fault(f"calls[{index}]", "tier and offload are missing")


def _idle(library: Library, tables: Mapping[str, object]) -> Iterator[Fault]:
    """Rows that would say nothing: of names that nobody knows, for versions of nobody knows what."""
    for index, name in unknown_names(tables):
        reason = f"is missing, and nothing is known of `{name}` that could be changed"
        yield Fault(f"calls[{index}].kind", reason, ("calls", index, "kind"))
    if library.library is not None:
        return
    if library.since:
        yield Fault("since", _OF_WHAT, ("since",))
    for index, table in enumerate(library.calls):
        if table.since or table.until:
            yield Fault(f"calls[{index}]", _OF_WHAT, ("calls", index))


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for part in location:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def _reason(error: ErrorDetails) -> str:
    kind, message = error["type"], error["msg"]
    if kind == "string_pattern_mismatch" and r"'^\d" in message:
        return "is not a version such as `4.2`"
    if kind == "extra_forbidden":
        return f"is not a known key{_nearest(error['loc'])}"
    if kind in ("literal_error", "enum"):
        return message.replace("Input should be", "must be").replace("'", "`")
    return _REASONS.get(kind, message.removeprefix("Value error, "))


def _nearest(location: tuple[int | str, ...]) -> str:
    """`, did you mean `x`?` if a key of the table in which an unknown one stands is near to it."""
    table: type[_Table] = Library
    for part in location[:-1]:
        table = _TABLES.get(str(part), table)
    keys = [each.alias or name for name, each in table.model_fields.items()]
    near = nearest(str(location[-1]), keys)
    return f", did you mean `{near}`?" if near else ""
