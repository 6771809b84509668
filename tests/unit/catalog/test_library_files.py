"""Every library file is valid, and says only what is true of the libraries that are installed here."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fastapi_lint.catalog
from fastapi_lint.catalog.loader import load_catalog
from fastapi_lint.catalog.schema import problems_of

LIBRARIES = Path(fastapi_lint.catalog.__file__).parent / "libraries"


def read(stem: str) -> dict[str, Any]:
    return tomllib.loads((LIBRARIES / f"{stem}.toml").read_text(encoding="utf-8"))


TABLES = {
    path.name.removesuffix(".toml"): read(path.name.removesuffix(".toml"))
    for path in sorted(LIBRARIES.glob("*.toml"))
    if path.name != "index.toml"
}

# What must be called to see its methods: functions that give an object, and classes that get some in `__init__`.
FACTORIES = {
    "asyncio.Condition",
    "multiprocessing.Queue",
    "notion_client.AsyncClient",
    "notion_client.Client",
    "threading.Condition",
    "threading.Lock",
    "threading.RLock",
}
NEWER = {
    "anyio.Path.walk": (3, 12),
    "concurrent.futures.InterpreterPoolExecutor": (3, 14),
    "pathlib.Path.walk": (3, 12),
}


def importable(name: str) -> Any | None:
    """The object of a dotted name, None if it or its library does not exist here."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        module = import_module(".".join(parts[:cut]))
        if module is not None:
            return follow(module, ".".join(parts[:cut]), parts[cut:])
    return None


def import_module(name: str) -> Any | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return None


def follow(value: Any, name: str, path: list[str]) -> Any | None:
    for part in path:
        if name in FACTORIES and not hasattr(value, part):
            value = value()
        value = getattr(value, part, None)
        name = f"{name}.{part}"
    return value


def is_installed(name: str) -> bool:
    """True if the library is here, and with it all that the name's module imports in its turn."""
    root = name.partition(".")[0]
    if root in {"azure", "google", "mysql", "snowflake"}:  # namespaces: being there says nothing
        root = next((stem for stem in TABLES if name.startswith(f"{stem}.")), root)
    return import_module(root) is not None and all(map(import_module, existing_modules(name)))


def existing_modules(name: str) -> Iterator[str]:
    parts = name.split(".")
    for end in range(2, len(parts)):
        module = ".".join(parts[:end])
        parent = import_module(".".join(parts[: end - 1]))
        if not hasattr(parent, "__path__"):
            return
        if module in sys.modules or importlib.util.find_spec(module) is not None:
            yield module


def is_for_this_python(name: str) -> bool:
    return not any(name.startswith(newer) and sys.version_info < since for newer, since in NEWER.items())


def has_public_name(name: str) -> bool:
    """False for classes that libraries make at run time, and for those that only the catalogue knows."""
    return "<" not in name and not re.match(r"boto3\.(client|resource)\b", name)


def checkable(names: Iterator[str]) -> list[str]:
    wanted = (name for name in names if has_public_name(name) and is_for_this_python(name))
    return sorted({name for name in wanted if is_installed(name)})


def names_of(stem: str) -> Iterator[str]:
    """All names that a file says something about, except methods whose object exists at run time only."""
    tables = TABLES[stem]
    for table in (*tables.get("calls", ()), *tables.get("runs", ())):
        if "until" not in table:  # what only older versions had
            yield from (name.removesuffix(".*") for name in table["names"])
    yield from (name.removesuffix(".*") for name in tables.get("async", {}).get("names", ()))
    yield from tables.get("threads", {}).get("bound", ())
    yield from tables.get("returns", {}).values()
    yield from tables.get("aliases", {})
    yield from tables.get("aliases", {}).values()
    yield from (name.removesuffix(".*") for name in tables.get("bases", {}))
    yield from tables.get("since", {})


INSTALLED = [stem for stem in TABLES if checkable(names_of(stem))]


def twins_of(stem: str) -> list[tuple[str, str]]:
    catalog = load_catalog([stem])
    pairs = []
    for table in TABLES[stem].get("calls", ()):
        for name in table["names"] if "twin" in table else ():
            entry = catalog.leaf(name)
            if entry is not None and entry.leaf.twin is not None and "*" not in name:
                pairs.append((name, entry.leaf.twin))
    return [(name, twin) for name, twin in pairs if twin in checkable(iter([twin]))]


WITH_TWINS = [stem for stem in TABLES if twins_of(stem)]


def is_awaited(twin: str) -> bool:
    value = importable(twin)
    owner = importable(twin.rpartition(".")[0])
    catalog = load_catalog([twin])
    return (
        inspect.iscoroutinefunction(value)
        or inspect.isasyncgenfunction(value)
        or catalog.is_async(twin)
        or catalog.is_async(twin.rpartition(".")[0])
        or any(inspect.isclass(one) and is_async_class(one) for one in (value, owner))
    )


def is_async_class(value: type) -> bool:
    if hasattr(value, "__aenter__") or hasattr(value, "__await__"):
        return True
    return any(inspect.iscoroutinefunction(method) for _, method in inspect.getmembers(value))


@pytest.mark.parametrize("stem", TABLES)
def test_file_follows_the_schema(stem: str) -> None:
    assert problems_of(TABLES[stem], f"{stem}.toml", built_in=True) == ()


def test_no_name_is_described_twice() -> None:
    for section in ("calls", "runs"):
        names = [name for tables in TABLES.values() for table in tables.get(section, ()) for name in table["names"]]
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_no_key_is_in_two_files() -> None:
    for section in ("returns", "aliases", "bases", "since"):
        keys = Counter(key for tables in TABLES.values() for key in tables.get(section, ()))
        assert [key for key, times in keys.items() if times > 1] == []


def test_index_names_only_files_that_exist() -> None:
    also = read("index")["also"]
    assert {stem for stems in also.values() for stem in stems} <= set(TABLES)
    assert list(also) == sorted(also, key=lambda root: root.replace('"', ""))


def test_the_catalogue_has_not_lost_anything() -> None:
    """1,180 rows were collected to begin with; later ones come on top."""
    names = {name for tables in TABLES.values() for table in tables.get("calls", ()) for name in table["names"]}
    assert len(names) >= 1429
    assert names >= {
        "time.sleep", "builtins.open", "requests.get", "sqlalchemy.orm.Session.commit", "redis.Redis.get", "jwt.encode",
        "botocore.client.BaseClient._make_api_call", "PIL.Image.Image.resize", "bcrypt.hashpw", "orjson.loads",
        "openai.resources.chat.completions.Completions.create", "threading.Lock.__enter__", "ijson.kvitems",
        "google.cloud.storage.Blob.generate_signed_url", "azure.cosmos.ContainerProxy.read_item", "zeep.Client.bind",
        "torch.nn.Module.__call__", "transformers.pipeline", "MySQLdb.connect", "celery.app.task.Task.delay",
        "postgrest.SyncSelectRequestBuilder.execute", "boto3.client",
    }  # fmt: skip


@pytest.mark.parametrize("stem", INSTALLED)
def test_names_exist_in_the_library(stem: str) -> None:
    assert [name for name in checkable(names_of(stem)) if importable(name) is None] == []


@pytest.mark.parametrize("stem", WITH_TWINS)
def test_twins_exist_and_are_awaited(stem: str) -> None:
    twins = twins_of(stem)
    assert [pair for pair in twins if importable(pair[1]) is None] == []
    assert [pair for pair in twins if not is_awaited(pair[1])] == []


@pytest.mark.parametrize("stem", INSTALLED)
def test_leaves_are_not_coroutine_functions(stem: str) -> None:
    names = [name for table in TABLES[stem].get("calls", ()) for name in table["names"] if "*" not in name]
    found = [name for name in checkable(iter(names)) if inspect.iscoroutinefunction(importable(name))]
    assert found == []


@pytest.mark.parametrize("stem", INSTALLED)
def test_bases_are_bases(stem: str) -> None:
    """What the catalogue calls a subclass inherits in the library too, or at least has the same methods."""
    wrong = []
    for subclass, bases in TABLES[stem].get("bases", {}).items():
        for base in [bases] if isinstance(bases, str) else bases:
            if len(checkable(iter([subclass, base]))) == 2:
                inheriting, inherited = importable(subclass), importable(base)
                public = {name for name in dir(inherited) if not name.startswith("_")}
                if not issubclass(inheriting, inherited) and not any(hasattr(inheriting, name) for name in public):
                    wrong.append((subclass, base))
    assert wrong == []
