"""Opens the library files that a project needs, and no other: their names are the import roots they speak of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fastapi_lint.catalog.catalog import Catalog, Row, Tables, pool_entry, query_entry, runs_entry, timeout_entry
from fastapi_lint.catalog.versions import absent_names, holds, version_in_use

__all__ = ["Catalog", "known_libraries", "known_stems", "load_catalog", "open_libraries", "unknown_names"]

_LIBRARIES = Path(__file__).parent / "libraries"
_INDEX = "index"
_ALWAYS = ("anyio", "fastapi", "pydantic", "starlette", "stdlib")  # what every FastAPI application is made of
_USER_LIBRARY = "configuration"


def load_catalog(
    import_roots: Iterable[str],
    extra: Iterable[Mapping[str, object]] = (),
    versions: Mapping[str, str] = MappingProxyType({}),
) -> Catalog:
    """The catalogue of the libraries that a project imports (dotted module names), and of the user's own tables.

    `extra` tables have the shape of a library file; a row of theirs replaces the built-in one of the same name, and one
    without a `kind` changes only what it states (`tier = 4`). Of a name that nobody knows such a row says nothing.

    `versions` are those in use, by normalised name; of a library that is not among them, the newest is assumed.
    """
    tables = Tables({}, {}, {}, {}, {}, {}, set(), set(), {}, {}, {}, set(), set(), set(), set(), set(), set())
    for stem in open_libraries(import_roots):
        _merge(tables, _read(stem), versions)
    own = list(extra)
    for library in own:
        _merge(tables, {**library, "calls": ()}, versions)
        tables.own.update(_described(library))
    for library in own:
        _override(tables, library, versions)
    return Catalog(tables)


def known_libraries() -> frozenset[str]:
    """The first parts of all import roots that the catalogue knows: `redis`, `google`."""
    return frozenset(stem.partition(".")[0] for stem in _directory()[0])


def known_stems() -> frozenset[str]:
    """The import roots of all library files."""
    return _directory()[0]


def open_libraries(import_roots: Iterable[str]) -> tuple[str, ...]:
    """The stems of the files that these imports ask for, sorted.

    `import google.cloud.storage.blob` asks for `google.cloud.storage`; so does `import google.cloud`, as
    it may be followed by any attribute.
    """
    stems, packages = _directory()
    also: Mapping[str, list[str]] = _read(_INDEX)["also"]
    wanted = set(_ALWAYS)
    for module in import_roots:
        wanted.update(packages.get(module, ()))
        for prefix in _prefixes(module):
            wanted.update(also.get(prefix, ()))
            if prefix in stems:
                wanted.add(prefix)
    return tuple(sorted(wanted))


@cache
def _directory() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """All stems, and for each package above one of them (`google.cloud`) the stems below it."""
    stems = frozenset(path.name.removesuffix(".toml") for path in _LIBRARIES.glob("*.toml")) - {_INDEX}
    packages: dict[str, tuple[str, ...]] = {}
    for stem in sorted(stems):
        for package in list(_prefixes(stem))[1:]:
            packages[package] = (*packages.get(package, ()), stem)
    return stems, MappingProxyType(packages)


@cache
def _read(stem: str) -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads((_LIBRARIES / f"{stem}.toml").read_text(encoding="utf-8")))


def _prefixes(module: str) -> Iterator[str]:
    while module:
        yield module
        module = module.rpartition(".")[0]


def _merge(tables: Tables, library: Mapping[str, Any], versions: Mapping[str, str]) -> None:
    name = _name_of(library)
    version = version_in_use(name, versions)
    tables.absent.update(absent_names(library, version))
    for table in library.get("calls", ()):
        if holds(table, version):
            row = Row(table, name)
            tables.calls.update((one, row) for one in table["names"])
    for table in library.get("runs", ()):
        entry = runs_entry(table)
        tables.runs.update((one, entry) for one in table["names"])
    for table in library.get("pools", ()):
        tables.pools.update((one, pool_entry(one, name, table)) for one in table["names"])
    for table in library.get("timeouts", ()):
        tables.timeouts.update((one, timeout_entry(one, name, table)) for one in table["names"])
    for table in library.get("queries", ()):
        tables.queries.update((one, query_entry(one, name, table)) for one in table["names"])
    tables.files.update(one for table in library.get("files", ()) for one in table["names"])
    tables.returns.update(library.get("returns", {}))
    tables.aliases.update(library.get("aliases", {}))
    for subclass, base in library.get("bases", {}).items():
        bases = (base,) if isinstance(base, str) else tuple(base)
        if subclass.endswith(".*"):
            tables.base_trees[subclass.removesuffix(".*")] = bases
        else:
            tables.bases[subclass] = bases
    tables.coroutines.update(library.get("async", {}).get("coroutines", ()))
    tables.exclusive.update(library.get("async", {}).get("exclusive", ()))
    tables.bound.update(library.get("threads", {}).get("bound", ()))
    for one in library.get("async", {}).get("names", ()):
        if one.endswith(".*"):
            tables.async_trees.add(one.removesuffix(".*"))
        else:
            tables.async_names.add(one)


def _described(library: Mapping[str, Any]) -> Iterator[str]:
    for section in ("calls", "runs"):
        yield from (name for table in library.get(section, ()) for name in table["names"])


def unknown_names(library: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The names that a user's rows without a `kind` would change but nobody knows, with the number of the row."""
    rest = {key: value for key, value in library.items() if key != "calls"}
    for number, table in enumerate(library.get("calls", ())):
        if "kind" not in table:
            roots = (*table["names"], *library.get("aliases", {}).values(), *_bases_in(library))
            known = load_catalog((name.removesuffix(".*") for name in roots), (rest,))
            yield from ((number, name) for name in table["names"] if known.row(name) is None)


def _bases_in(library: Mapping[str, Any]) -> Iterator[str]:
    for base in library.get("bases", {}).values():
        yield from (base,) if isinstance(base, str) else base


def _name_of(library: Mapping[str, Any]) -> str:
    name: str = library.get("library", {}).get("name", _USER_LIBRARY)
    return name


def _override(tables: Tables, library: Mapping[str, Any], versions: Mapping[str, str]) -> None:
    known = Catalog(tables)
    version = version_in_use(_name_of(library), versions)
    for table in filter(lambda one: holds(one, version), library.get("calls", ())):
        for name in table["names"]:
            found = known.row(name)
            if "kind" in table:
                tables.calls[known.canonical(name)] = Row(table, _USER_LIBRARY)
            elif found is not None:
                tables.calls[known.canonical(name)] = Row({**found.table, **table}, found.library)
