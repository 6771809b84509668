"""The look-ups that analysis makes: a frozen view over the tables of the opened library files."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from fastapi_lint.catalog.entries import Condition, LeafEntry, PoolEntry, QueryEntry, RunsEntry, RunsOn, TimeoutEntry
from fastapi_lint.model.effect import EffectKind, Leaf, Offload, Tier

HARMLESS = "none"  # the kind of a row that takes a name out: of a wildcard, of a base class, of the built-in tables
SAME_CLASS = "Self"  # what a method returns that gives an object of the class it was called on
_MAX_ALIAS_STEPS = 8


class Row(NamedTuple):
    """One `[[calls]]` table and the library that it is from."""

    table: Mapping[str, Any]
    library: str


class Choice(NamedTuple):
    """What a call gives where the argument at `position`, or called `keyword`, is written as the literal `value`."""

    keyword: str
    position: int | None
    value: str
    result: str


class Tables(NamedTuple):
    """The tables of all opened files, by name.

    `async_trees` are the prefixes below which everything is awaitable, `base_trees` those below which every class that
    is not listed has these bases, `absent` those below which the versions in use have nothing yet. `own` are the names
    that the user describes: they may be functions of the project itself.
    """

    calls: dict[str, Row]
    runs: dict[str, RunsEntry]
    returns: dict[str, str]
    aliases: dict[str, str]
    bases: dict[str, tuple[str, ...]]
    base_trees: dict[str, tuple[str, ...]]
    async_names: set[str]
    async_trees: set[str]
    pools: dict[str, PoolEntry]
    timeouts: dict[str, TimeoutEntry]
    queries: dict[str, QueryEntry]
    files: set[str]
    absent: set[str]
    own: set[str]
    coroutines: set[str]
    exclusive: set[str]
    bound: set[str]


class Catalog:
    """What the opened libraries do. Every look-up takes any public spelling of a name, and remembers its answer."""

    __slots__ = (
        "_ancestors", "_canonical", "_choices", "_choosing", "_classes", "_is_async", "_leaves", "_read_attributes",
        "_returns", "_runs", "_specials", "_tables",
    )  # fmt: skip

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._canonical: dict[str, str] = {}
        self._returns: dict[str, str | None] = {}
        self._runs: dict[str, RunsEntry | None] = {}
        self._leaves: dict[str, LeafEntry | None] = {}
        self._is_async: dict[str, bool] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._classes = frozenset(_classes(tables))
        self._choosing = _choosing(tables.returns)
        self._choices = _choices(tables.returns)
        self._specials = {name.rpartition(".")[2] for name in tables.calls if name.endswith("__")}
        self._read_attributes = {name.rpartition(".")[2] for name, row in tables.calls.items() if row.table.get("read")}

    def canonical(self, name: str) -> str:
        """The spelling that the tables use; the name itself where there is no other."""
        known = self._canonical.get(name)
        if known is None:
            known = self._canonical[name] = self._follow_aliases(name)
        return known

    def told_of(self, last: Container[str]) -> dict[str, list[str]]:
        """The names that end in one of these, by what they give when called; those of other spelling by ``."""
        found = {"": [name for name in self._tables.aliases if name[name.rfind(".") + 1 :] in last]}
        for name, result in self._tables.returns.items():
            if name[name.rfind(".") + 1 :] in last:
                found.setdefault("" if result == SAME_CLASS else result, []).append(name)
        return found

    def has_special(self, method: str) -> bool:
        """True if a method such as `__getitem__` of any class has an effect."""
        return method in self._specials

    def leaf(self, name: str) -> LeafEntry | None:
        """The effect of calling `name` (a function, `Class.method`, or a class, for its constructor), if it has one."""
        if name not in self._leaves:
            self._leaves[name] = self._find_leaf(self.canonical(name))
        return self._leaves[name]

    def returns(self, name: str) -> str | None:
        """The class of what `name` gives: when called, or for `Class.attribute` when read.

        The special names say what else an object gives: `Class.__call__`, `.__enter__`, `.__aenter__`, `.__iter__`,
        `.__aiter__`, `.__getitem__`, `.__getattr__` for attributes that are not listed, and `.*` for all public methods
        that are not.
        """
        if name not in self._returns:
            self._returns[name] = self._find_returns(self.canonical(name))
        return self._returns[name]

    def _find_returns(self, name: str) -> str | None:
        for candidate in self._inherited(name):
            owner, _, method = candidate.rpartition(".")
            found = self._tables.returns.get(candidate)
            if found is None and not method.startswith("_"):
                found = self._tables.returns.get(f"{owner}.*")
            if found is not None:
                return name.rpartition(".")[0] if found == SAME_CLASS else self.canonical(found)
        return name if name in self._classes else None

    def choices(self, name: str) -> tuple[Choice, ...]:
        """What calling `name` gives instead of what it `returns`, by the literals that it is given."""
        return self._choices.get(self.canonical(name), ()) if self._choices else ()

    def is_class(self, name: str) -> bool:
        """True if the tables speak of objects of this class."""
        return name in self._classes

    def choosing(self, name: str) -> tuple[str, ...]:
        """The keywords whose argument, a class, decides what calling `name` gives.

        What it then gives is what `name.<keyword>.class` returns.
        """
        return self._choosing.get(self.canonical(name), ()) if self._choosing else ()

    def read(self, name: str) -> LeafEntry | None:
        """The effect of reading the attribute `Class.name` of an object, if it is a property that does something."""
        return self.leaf(name) if name.rpartition(".")[2] in self._read_attributes and self._is_read(name) else None

    def may_read(self, last: str) -> bool:
        """False if no class has an attribute of this name that does something when it is read."""
        return last in self._read_attributes

    def _is_read(self, name: str) -> bool:
        row = self.row(name)
        return row is not None and bool(row.table.get("read"))

    def is_own(self, name: str) -> bool:
        """True if the user's configuration says what calling `name` does, which then counts more than its source."""
        own = self._tables.own
        return bool(own) and (name in own or f"{name.rpartition('.')[0]}.*" in own)

    def runs(self, name: str) -> RunsEntry | None:
        """How `name` runs the callable that it is given; None if it is not known to run any."""
        if name not in self._runs:
            runs = self._tables.runs
            self._runs[name] = next((runs[one] for one in self._inherited(self.canonical(name)) if one in runs), None)
        return self._runs[name]

    def pool(self, name: str) -> PoolEntry | None:
        """What calling `name` makes, if that holds connections or threads and is meant to be made once."""
        return self._tables.pools.get(self.canonical(name))

    def timeout(self, name: str) -> TimeoutEntry | None:
        """What limits how long calling `name` waits, if it waits without a limit (or very long) by default."""
        timeouts = self._tables.timeouts
        return next((timeouts[one] for one in self._inherited(self.canonical(name)) if one in timeouts), None)

    def query(self, name: str) -> QueryEntry | None:
        """What is known of calling `name` if that asks a server once, and many could be asked for at a time."""
        queries = self._tables.queries
        return next((queries[one] for one in self._inherited(self.canonical(name)) if one in queries), None)

    def reads_file(self, name: str) -> bool:
        """True if calling `name`, without a size, gives all that is in a file."""
        files = self._tables.files
        return any(one in files for one in self._inherited(self.canonical(name)))

    @property
    def query_names(self) -> frozenset[str]:
        """The last parts of all names, under any spelling, for which there may be a `query`."""
        aliases = self._tables.aliases
        last = {name.rpartition(".")[2] for name in self._tables.queries}
        return frozenset(last) | {one.rpartition(".")[2] for one in aliases if aliases[one].rpartition(".")[2] in last}

    def is_async(self, class_name: str) -> bool:
        """True if the methods of the class give awaitables: none blocks, whatever it shares with other classes."""
        known = self._is_async.get(class_name)
        if known is None:
            known = self._is_async[class_name] = any(
                self._is_listed_async(one) for one in (self.canonical(class_name), *self.bases_of(class_name))
            )
        return known

    def is_coroutine(self, name: str) -> bool:
        """True if calling `name` gives a coroutine: nothing happens before it is awaited."""
        coroutines = self._tables.coroutines
        return any(one in coroutines for one in self._inherited(self.canonical(name)))

    @property
    def coroutine_names(self) -> frozenset[str]:
        """The last parts of all names, under any spelling, for which `is_coroutine` may hold."""
        aliases = self._tables.aliases
        last = {name.rpartition(".")[2] for name in self._tables.coroutines}
        return frozenset(last) | {one.rpartition(".")[2] for one in aliases if aliases[one].rpartition(".")[2] in last}

    def spellings(self, name: str) -> tuple[str, ...]:
        """The names that `canonical` takes for this one and that end otherwise."""
        return (name, *(one for one, meant in self._tables.aliases.items() if meant == name))

    def with_effect(self, kind: EffectKind) -> frozenset[str]:
        """The names of what has an effect of this kind."""
        return frozenset(name for name, row in self._tables.calls.items() if row.table.get("kind") == kind)

    def running_on(self, thread: RunsOn, *, wraps: bool) -> frozenset[str]:
        """The names of what runs a callable on a thread, or, if it `wraps`, gives one that will."""
        runs = self._tables.runs
        return frozenset(name for name, entry in runs.items() if entry.thread is thread and entry.wraps is wraps)

    def is_exclusive(self, class_name: str) -> bool:
        """True if objects of the class serve one task at a time: a connection, a session."""
        return any(one in self._tables.exclusive for one in (self.canonical(class_name), *self.bases_of(class_name)))

    def is_thread_bound(self, class_name: str) -> bool:
        """True if objects of the class work in the thread alone that made them, or are others in each thread."""
        return any(one in self._tables.bound for one in (self.canonical(class_name), *self.bases_of(class_name)))

    def bases_of(self, class_name: str) -> tuple[str, ...]:
        """All known ancestors of an external class, nearest first."""
        known = self._ancestors.get(class_name)
        if known is None:
            known = self._ancestors[class_name] = self._walk_bases(self.canonical(class_name))
        return known

    def row(self, name: str) -> Row | None:
        """The table for a call of `name`: its own, its class's wildcard, an ancestor's, or its constructor's."""
        name = self.canonical(name)
        calls = self._tables.calls
        if self.is_async(name) or self.is_async(name.rpartition(".")[0]):
            return None
        for candidate in self._inherited(name):
            found = calls.get(candidate)
            if found is None:
                owner, _, method = candidate.rpartition(".")
                found = None if method.startswith("_") else calls.get(f"{owner}.*")
            if found is not None:
                return found
        return next(
            (calls[init] for one in (name, *self.bases_of(name)) if (init := f"{one}.__init__") in calls),
            None,
        )

    def _inherited(self, name: str) -> Iterator[str]:
        yield name
        owner, _, method = name.rpartition(".")
        for base in self.bases_of(owner):
            yield f"{base}.{method}"

    def _find_leaf(self, name: str) -> LeafEntry | None:
        row = self.row(name)
        if row is None or row.table.get("kind") == HARMLESS:
            return None
        return _leaf_entry(name, row, self._existing_twin(row, name))

    def _existing_twin(self, row: Row, name: str) -> str | None:
        """The awaitable in place of a call, unless it came later than the version in use."""
        twin: str | None = row.table.get("twin")
        if twin is None:
            return None
        twin = twin.replace("{name}", name.rpartition(".")[2])
        return None if _is_below(twin, self._tables.absent) else twin

    def _follow_aliases(self, name: str) -> str:
        aliases = self._tables.aliases
        for _ in range(_MAX_ALIAS_STEPS):
            head, tail = name, ""
            while head and head not in aliases:
                head, _, last = head.rpartition(".")
                tail = f".{last}{tail}"
            if not head:
                break
            name = aliases[head] + tail
        return name

    def _walk_bases(self, class_name: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        queue = [class_name]
        for current in queue:
            for base in map(self.canonical, self._direct_bases(current)):
                if base not in found:
                    found[base] = None
                    queue.append(base)
        return tuple(found)

    def _direct_bases(self, class_name: str) -> tuple[str, ...]:
        """The listed ones, else those that all classes of a package have: `langchain_community.document_loaders.*`."""
        listed = self._tables.bases.get(class_name)
        package, _, name = class_name.rpartition(".")
        if listed is not None or not name[:1].isupper():
            return listed or ()
        trees = self._tables.base_trees
        while package and trees:
            if package in trees:
                return trees[package] if class_name not in trees[package] else ()
            package = package.rpartition(".")[0]
        return ()

    def _is_listed_async(self, name: str) -> bool:
        return name in self._tables.async_names or _is_below(name, self._tables.async_trees)


def _is_below(name: str, trees: set[str]) -> bool:
    """True for one of the names, and for what stands below one of them."""
    while name and trees:
        if name in trees:
            return True
        name = name.rpartition(".")[0]
    return False


def _classes(tables: Tables) -> Iterator[str]:
    """Names that are classes, as far as the tables tell: calling one gives an instance of it."""
    yield from (found for found in tables.returns.values() if found != SAME_CLASS)
    yield from tables.bases
    yield from tables.async_names
    for bases in (*tables.bases.values(), *tables.base_trees.values()):
        yield from bases
    for name in (*tables.calls, *tables.returns, *tables.runs):
        owner, _, method = name.rpartition(".")
        last = owner.rpartition(".")[2]
        if method.startswith("__") or last[:1].isupper() or last.startswith("<"):
            yield owner


def _choosing(returns: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in returns:
        name, mark, rest = key.partition(".<")
        keyword, _, chosen = rest.partition(">.")
        if mark and chosen:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), keyword)))
    return found


def _choices(returns: Mapping[str, str]) -> dict[str, tuple[Choice, ...]]:
    """Of keys such as `builtins.open.<mode:1=rb>` and `Completions.create.<stream=True>`."""
    found: dict[str, tuple[Choice, ...]] = {}
    for key, result in returns.items():
        if key.endswith(">") and "=" in key:
            name, _, choice = key.removesuffix(">").partition(".<")
            argument, _, value = choice.partition("=")
            keyword, _, position = argument.partition(":")
            found[name] = (*found.get(name, ()), Choice(keyword, int(position) if position else None, value, result))
    return found


def _leaf_entry(name: str, row: Row, twin: str | None) -> LeafEntry:
    table = row.table
    leaf = Leaf(
        name=name,
        kind=EffectKind(table["kind"]),
        tier=Tier(table.get("tier", Tier.ONE)),
        offload=Offload(table.get("offload", Offload.THREAD)),
        library=row.library,
        twin=twin,
        remedy=table.get("remedy"),
        note=table.get("note"),
        size_dependent=table.get("size_dependent", False),
        format=table.get("format", ""),
        writes=table.get("writes", False),
        own_loop=table.get("own_loop", False),
        drop_in=table.get("drop_in", False),
    )
    return LeafEntry(leaf, tuple(Condition(**one) for one in table.get("unless", ())))


def runs_entry(table: Mapping[str, Any]) -> RunsEntry:
    """The entry of one `[[runs]]` table."""
    return RunsEntry(
        thread=RunsOn(table["thread"]),
        argument=table.get("argument"),
        keyword=table.get("keyword"),
        receiver=table.get("receiver", False),
        wraps=table.get("wraps", False),
        executor=table.get("executor"),
    )


def pool_entry(name: str, library: str, table: Mapping[str, Any]) -> PoolEntry:
    """The entry of one name of a `[[pools]]` table."""
    return PoolEntry(
        name=name,
        library=library,
        holds=table["holds"],
        kind=table.get("kind", "client"),
        shared=frozenset(table.get("shared", ())),
        per_call=frozenset(table.get("per_call", ())),
        only_with=frozenset(table.get("only_with", ())),
    )


def timeout_entry(name: str, library: str, table: Mapping[str, Any]) -> TimeoutEntry:
    """The entry of one name of a `[[timeouts]]` table."""
    return TimeoutEntry(
        name=name,
        library=library,
        keyword=table.get("keyword", "timeout"),
        position=table.get("position"),
        seconds=table.get("seconds"),
        set_by=tuple(table.get("set_by", ())),
        given_by=tuple(table.get("given_by", ())),
        waits_for=table.get("waits_for", "the network"),
    )


def query_entry(name: str, library: str, table: Mapping[str, Any]) -> QueryEntry:
    """The entry of one name of a `[[queries]]` table."""
    return QueryEntry(name=name, library=library, instead=table["instead"], of=table.get("of", "database"))
