"""Which files are opened, and what a user's own tables change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from fastapi_lint.catalog.loader import Catalog, load_catalog, open_libraries
from fastapi_lint.catalog.schema import problems_of
from fastapi_lint.model.effect import EffectKind, Tier

ALWAYS = ("anyio", "fastapi", "pydantic", "starlette", "stdlib")


@pytest.mark.parametrize(
    ("imports", "opened"),
    [
        ([], set()),
        (["os", "myapp.redis"], set()),
        (["requests.adapters"], {"requests"}),
        (["redisbloom"], set()),
        (["google.cloud.storage.blob"], {"google.cloud.storage"}),
        (["azure.storage"], {"azure.storage.blob"}),
        (["sqlmodel"], {"sqlmodel", "sqlalchemy"}),
        (["botocore.exceptions"], {"boto3"}),
        (["langchain_openai"], {"langchain_openai", "langchain_core"}),
    ],
)
def test_only_files_of_imported_libraries_are_opened(imports: list[str], opened: set[str]) -> None:
    assert open_libraries(imports) == tuple(sorted({*ALWAYS, *opened}))


def test_a_namespace_opens_all_files_below_it() -> None:
    opened = open_libraries(["google.cloud"])
    assert {"google.cloud.bigquery", "google.cloud.firestore", "google.cloud.storage"} <= set(opened)
    assert "google.genai" not in opened


def test_names_of_libraries_that_are_not_imported_are_unknown() -> None:
    assert load_catalog([]).leaf("redis.Redis.get") is None
    assert load_catalog(["redis"]).leaf("redis.Redis.get") is not None
    assert load_catalog(["redis"]).leaf("requests.get") is None


def test_loading_imports_neither_pydantic_nor_libcst() -> None:
    code = (
        "import sys; from fastapi_lint.catalog.loader import load_catalog;"
        "load_catalog(['redis']).leaf('redis.Redis.get');"
        "print(sorted({'pydantic', 'libcst', 'rich', 'click', 'redis'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def with_own(*tables: Mapping[str, object]) -> Catalog:
    return load_catalog(["requests", "sqlmodel"], tables)


def test_own_names_are_leaves_of_the_configuration() -> None:
    catalog = with_own(
        {"calls": [{"names": ["shop.soap.Client.*"], "kind": "network", "tier": 1, "offload": "thread"}]}
    )
    entry = catalog.leaf("shop.soap.Client.order")
    assert entry is not None
    assert (entry.leaf.kind, entry.leaf.library) == (EffectKind.NETWORK, "configuration")


def test_own_rows_change_what_they_state() -> None:
    entry = with_own({"calls": [{"names": ["requests.get"], "tier": 4}]}).leaf("requests.api.get")
    assert entry is not None
    assert (entry.leaf.tier, entry.leaf.kind, entry.leaf.library) == (Tier.FOUR, EffectKind.NETWORK, "requests")


def test_own_rows_change_inherited_methods_of_the_subclass_alone() -> None:
    catalog = with_own({"calls": [{"names": ["sqlmodel.Session.flush"], "tier": 4}]})
    changed, untouched = catalog.leaf("sqlmodel.Session.flush"), catalog.leaf("sqlalchemy.orm.Session.flush")
    assert changed is not None
    assert untouched is not None
    assert (changed.leaf.tier, untouched.leaf.tier) == (Tier.FOUR, Tier.ONE)


def test_own_rows_switch_names_off() -> None:
    catalog = with_own({"calls": [{"names": ["requests.get", "sqlmodel.Session.commit"], "kind": "none"}]})
    assert catalog.leaf("requests.get") is None
    assert catalog.leaf("sqlmodel.Session.commit") is None
    assert catalog.leaf("requests.post") is not None


def test_own_rows_without_a_kind_say_nothing_of_unknown_names() -> None:
    assert with_own({"calls": [{"names": ["shop.unknown"], "tier": 1}]}).leaf("shop.unknown") is None


def test_own_tables_may_describe_a_whole_library() -> None:
    catalog = with_own(
        {
            "runs": [{"names": ["shop.jobs.enqueue"], "argument": 0, "thread": "elsewhere"}],
            "returns": {"shop.db.connect": "shop.db.Session"},
            "aliases": {"shop.Session": "shop.db.Session"},
            "bases": {"shop.db.Session": "sqlalchemy.orm.Session"},
            "async": {"names": ["shop.aio.*"]},
        }
    )
    assert catalog.runs("shop.jobs.enqueue") is not None
    assert catalog.returns("shop.db.connect") == "shop.db.Session"
    assert catalog.leaf("shop.Session.commit") is not None
    assert catalog.is_async("shop.aio.Client")


def test_one_catalogue_does_not_change_the_next() -> None:
    with_own({"calls": [{"names": ["requests.get"], "kind": "none"}]})
    assert load_catalog(["requests"]).leaf("requests.get") is not None


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        (
            {"calls": [{"names": ["a.b"], "kind": "telepathy"}]},
            "own.toml: calls[0].kind: `telepathy` is none of network,",
        ),
        ({"calls": [{"names": [], "kind": "network"}]}, "own.toml: calls[0].names: "),
        (
            {"calls": [{"names": ["not a name"], "kind": "network"}]},
            "own.toml: calls[0].names[0]: is not a dotted name",
        ),
        (
            {"calls": [{"names": ["a.b"], "kind": "cpu", "teir": 1}]},
            "own.toml: calls[0].teir: is not a known key, did you mean `tier`?",
        ),
        ({"calls": [{"names": ["a.b"], "kind": "cpu", "tier": 5}]}, "own.toml: calls[0].tier: "),
        ({"calls": [{"names": ["a.b"], "unless": [{"keyword": "x"}]}]}, "own.toml: calls[0].unless[0]: give one of"),
        ({"runs": [{"names": ["a.b"], "thread": "pool"}]}, "own.toml: runs[0]: give the callable's argument"),
        ({"runs": [{"names": ["a.b"], "argument": 0, "thread": "moon"}]}, "own.toml: runs[0].thread: "),
        ({"returns": {"a.b": ""}}, "own.toml: returns.a.b: is not a dotted name"),
        ({"runs": [{"names": ["a.b"], "argument": 0}]}, "own.toml: runs[0].thread: is missing"),
        ({"blocking": []}, "own.toml: blocking: is not a known key"),
        (
            {"calls": [{"names": ["a.b"], "tier": 2}]},
            "own.toml: calls[0].kind: is missing, and nothing is known of `a.b`",
        ),
        ({"calls": [{"names": "a.b", "kind": "cpu"}]}, "own.toml: calls[0].names: must be a list"),
        ({"calls": [{"names": ["a.b"], "kind": 1}]}, "own.toml: calls[0].kind: must be a string"),
        ({"calls": {"a.b": "cpu"}}, "own.toml: calls: must be a list"),
        ({"calls": [{"names": ["a.b"], "kind": "cpu", "tier": 5}]}, "own.toml: calls[0].tier: must be 1, 2, 3 or 4"),
        (
            {"calls": [{"names": ["a.b"], "kind": "cpu", "unless": [{"keywrd": "x", "equals": 1}]}]},
            "own.toml: calls[0].unless[0].keywrd: is not a known key, did you mean `keyword`?",
        ),
        ({"since": {"a.b": "2"}}, "own.toml: since: give `library` the name of the distribution"),
        ({"calls": [{"names": ["a.b"], "kind": "cpu", "until": "2"}]}, "own.toml: calls[0]: give `library` the name"),
        ({"calls": [{"names": ["a.b"], "kind": "cpu", "since": "two"}]}, "own.toml: calls[0].since: is not a version"),
    ],
)
def test_wrong_tables_are_named_by_file_and_key(tables: dict[str, object], problem: str) -> None:
    assert any(line.startswith(problem) for line in problems_of(tables, "own.toml"))
    assert all("\n" not in line for line in problems_of(tables, "own.toml"))


def test_a_key_with_several_forms_gives_one_problem() -> None:
    assert len(problems_of({"calls": [{"names": ["a.b"], "kind": "telepathy"}]}, "own.toml")) == 1


def test_built_in_files_must_say_more_than_own_tables() -> None:
    tables = {"calls": [{"names": ["time.sleep"]}, {"names": ["a.c"], "kind": "cpu"}]}
    assert problems_of(tables, "x.toml") == ()
    assert problems_of(tables, "x.toml", built_in=True) == (
        "x.toml: library: is missing",
        "x.toml: calls[0].kind: is missing",
        "x.toml: calls[1]: tier and offload are missing",
    )


@pytest.mark.parametrize(
    ("version", "twin"),
    [(None, "redis.asyncio.Redis.get"), ("4.2.0", "redis.asyncio.Redis.get"), ("5.0.0b1", "redis.asyncio.Redis.get"),
     ("4.2.0rc1", "redis.asyncio.Redis.get"), ("4.1.4", None), ("3", None)],
)  # fmt: skip
def test_twins_are_named_only_if_the_version_in_use_has_them(version: str | None, twin: str | None) -> None:
    entry = load_catalog(["redis"], versions={} if version is None else {"redis": version}).leaf("redis.Redis.get")
    assert entry is not None
    assert entry.leaf.twin == twin


def test_twins_of_other_libraries_follow_those_libraries_versions() -> None:
    old = load_catalog([], versions={"anyio": "2.2.0"}).leaf("pathlib.Path.read_text")
    assert old is not None
    assert old.leaf.twin is None
    python = load_catalog([], versions={"python": "3.10"}).leaf("threading.Barrier.wait")
    assert python is not None
    assert python.leaf.twin is None


def test_rows_hold_from_one_version_to_another() -> None:
    name = "openai.ChatCompletion.create"
    assert load_catalog(["openai"], versions={"openai": "0.28.1"}).leaf(name) is not None
    assert load_catalog(["openai"], versions={"openai": "1.0.0"}).leaf(name) is None
    assert load_catalog(["openai"]).leaf(name) is not None
    own = {
        "library": {"name": "Our_Lib"},
        "calls": [{"names": ["ourlib.send"], "kind": "network", "since": "2.1", "until": "3"}],
    }
    for version, expected in (("2.0.9", False), ("2.1", True), ("2.99", True), ("3.0", False)):
        found = load_catalog([], [own], {"our-lib": version}).leaf("ourlib.send")
        assert (found is not None) is expected, version


def test_rows_without_a_kind_may_change_what_own_tables_make_known() -> None:
    tables = {"bases": {"shop.Session": "sqlmodel.Session"}, "calls": [{"names": ["shop.Session.exec"], "tier": 4}]}
    assert problems_of(tables, "own.toml") == ()
    assert len(problems_of({**tables, "bases": {}}, "own.toml")) == 1
