"""What the catalogue answers about names, however a project spells them."""

from __future__ import annotations

import pickle

import pytest

from fastapi_lint.catalog.entries import Condition, RunsOn, Source
from fastapi_lint.catalog.loader import Catalog, load_catalog
from fastapi_lint.model.effect import EffectKind, Offload, Tier


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    web = ["asgiref.sync", "boto3", "celery", "langchain_openai", "openai", "requests", "uvloop"]
    return load_catalog([*web, "psutil", "pymongo", "redis", "sqlmodel"])


def kind_of(catalog: Catalog, name: str) -> EffectKind | None:
    entry = catalog.leaf(name)
    return None if entry is None else entry.leaf.kind


def test_leaf_carries_all_that_its_row_says(catalog: Catalog) -> None:
    entry = catalog.leaf("json.loads")
    assert entry is not None
    assert (entry.leaf.kind, entry.leaf.tier, entry.leaf.offload) == (EffectKind.CPU, Tier.TWO, Offload.PROCESS)
    assert entry.leaf.size_dependent
    assert entry.leaf.library == "stdlib"
    assert "thread does not help" in (entry.leaf.remedy or "")


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("requests.post", "httpx.AsyncClient.post"),
        ("redis.Redis.hset", "redis.asyncio.Redis.hset"),
        ("sqlmodel.Session.exec", "sqlmodel.ext.asyncio.session.AsyncSession.exec"),
        ("langchain_openai.ChatOpenAI.invoke", "langchain_core.language_models.chat_models.BaseChatModel.ainvoke"),
        ("time.sleep", "asyncio.sleep"),
    ],
)
def test_twin_has_the_name_of_the_method(catalog: Catalog, name: str, twin: str) -> None:
    entry = catalog.leaf(name)
    assert entry is not None
    assert entry.leaf.twin == twin


@pytest.mark.parametrize("name", ["no.such.library.get", "requests", "requests.exceptions.HTTPError", "len", ""])
def test_unknown_names_have_no_effect(catalog: Catalog, name: str) -> None:
    assert catalog.leaf(name) is None
    assert catalog.runs(name) is None
    assert catalog.canonical(name) == name


def test_aliases_hold_for_functions_classes_and_their_methods(catalog: Catalog) -> None:
    assert catalog.canonical("requests.api.get") == "requests.get"
    assert catalog.canonical("sqlalchemy.orm.session.Session.commit") == "sqlalchemy.orm.Session.commit"
    assert kind_of(catalog, "sqlalchemy.orm.session.Session.commit") is EffectKind.DATABASE
    assert kind_of(catalog, "io.open") is EffectKind.DISK


def test_methods_are_inherited_from_known_bases(catalog: Catalog) -> None:
    assert catalog.bases_of("sqlmodel.Session") == ("sqlalchemy.orm.Session",)
    assert kind_of(catalog, "sqlmodel.Session.flush") is EffectKind.DATABASE
    assert kind_of(catalog, "redis.StrictRedis.get") is EffectKind.NETWORK
    assert kind_of(catalog, "queue.PriorityQueue.get") is EffectKind.LOCK
    assert catalog.returns("sqlmodel.Session.query") == "sqlalchemy.orm.Query"


def test_bases_come_nearest_first(catalog: Catalog) -> None:
    assert catalog.bases_of("langchain_openai.ChatOpenAI") == (
        "langchain_core.language_models.chat_models.BaseChatModel",
        "langchain_core.runnables.base.Runnable",
    )
    assert catalog.bases_of("no.such.Class") == ()


def test_the_class_of_the_receiver_decides_where_classes_share_their_methods(catalog: Catalog) -> None:
    assert kind_of(catalog, "redis.Redis.get") is EffectKind.NETWORK
    assert catalog.leaf("redis.asyncio.Redis.get") is None
    assert catalog.leaf("redis.asyncio.client.Redis.get") is None
    assert catalog.leaf("redis.asyncio.client.Pipeline.execute") is None


@pytest.mark.parametrize(
    "name",
    [
        "httpx.AsyncClient",
        "openai.AsyncAzureOpenAI",
        "pymongo.asynchronous.collection.AsyncCollection",
        "redis.asyncio.Redis",
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.session.AsyncSession",
        "sqlmodel.ext.asyncio.session.AsyncSession",
    ],
)
def test_async_classes(name: str) -> None:
    catalog = load_catalog(["httpx", "openai", "pymongo", "redis", "sqlmodel"])
    assert catalog.is_async(name)


@pytest.mark.parametrize("name", ["redis.Redis", "sqlalchemy.orm.Session", "redis.asyncioish.Redis", "httpx.Client"])
def test_other_classes_are_not_async(catalog: Catalog, name: str) -> None:
    assert not catalog.is_async(name)


def test_wildcards_stand_for_public_methods(catalog: Catalog) -> None:
    assert kind_of(catalog, "boto3.client.put_object") is EffectKind.NETWORK
    assert kind_of(catalog, "mypy_boto3_s3.client.S3Client.put_object") is EffectKind.NETWORK
    assert kind_of(catalog, "redis.Redis.zunionstore") is EffectKind.NETWORK
    assert catalog.leaf("redis.Redis._private") is None
    assert catalog.leaf("boto3.client.get_paginator") is None
    assert catalog.leaf("redis.Redis.pipeline") is None


def test_calling_a_class_asks_its_constructor(catalog: Catalog) -> None:
    assert kind_of(catalog, "smtplib.SMTP") is EffectKind.NETWORK
    assert kind_of(catalog, "smtplib.LMTP") is EffectKind.NETWORK
    assert catalog.leaf("threading.Thread") is None


@pytest.mark.parametrize("method", ["add", "add_all", "delete", "query", "expunge"])
def test_what_only_changes_the_session_is_no_leaf(catalog: Catalog, method: str) -> None:
    assert catalog.leaf(f"sqlalchemy.orm.Session.{method}") is None


def test_cheap_calls_stay_in_the_last_tier(catalog: Catalog) -> None:
    entry = catalog.leaf("os.path.exists")
    assert entry is not None
    assert entry.leaf.tier is Tier.FOUR


@pytest.mark.parametrize(
    ("name", "positional", "keywords"),
    [
        ("queue.Queue.get", (), {"block": False}),
        ("queue.Queue.get", (False,), {}),
        ("queue.Queue.get", (True, 0), {}),
        ("queue.Queue.put", ("item", False), {}),
        ("threading.Lock.acquire", (), {"blocking": False}),
        ("threading.Lock.acquire", (), {"timeout": 0}),
        ("threading.Event.wait", (0,), {}),
        ("threading.Event.wait", (), {"timeout": 0.0}),
        ("subprocess.Popen.wait", (), {"timeout": 0}),
        ("os.waitpid", (Source("pid"), Source("os.WNOHANG")), {}),
        ("concurrent.futures.Executor.shutdown", (), {"wait": False}),
        ("sqlite3.connect", (":memory:",), {}),
        ("multiprocessing.connection.Connection.poll", (), {}),
        ("psutil.cpu_percent", (), {}),
        ("psutil.cpu_percent", (None,), {}),
        ("redis.client.PubSub.get_message", (), {"ignore_subscribe_messages": True}),
    ],
)
def test_arguments_that_make_a_call_harmless(
    catalog: Catalog, name: str, positional: tuple[object, ...], keywords: dict[str, object]
) -> None:
    entry = catalog.leaf(name)
    assert entry is not None
    assert entry.is_harmless(positional, keywords)


@pytest.mark.parametrize(
    ("name", "positional", "keywords"),
    [
        ("queue.Queue.get", (), {}),
        ("queue.Queue.get", (True,), {}),
        ("queue.Queue.get", (), {"timeout": Source("0")}),
        ("queue.Queue.get", (Source("block"),), {}),
        ("queue.Queue.put", (False,), {}),
        ("os.waitpid", (Source("pid"), 0), {}),
        ("sqlite3.connect", ("orders.db",), {}),
        ("psutil.cpu_percent", (1,), {}),
        ("time.sleep", (Source("seconds"),), {}),
        ("requests.get", ("https://example.com",), {"timeout": 0}),
    ],
)
def test_arguments_that_do_not(
    catalog: Catalog, name: str, positional: tuple[object, ...], keywords: dict[str, object]
) -> None:
    entry = catalog.leaf(name)
    assert entry is not None
    assert not entry.is_harmless(positional, keywords)


def test_conditions_without_a_keyword_look_at_the_position_only() -> None:
    condition = Condition(position=1, equals="now")
    assert condition.is_met(("a", "now"), {})
    assert not condition.is_met(("now",), {})


@pytest.mark.parametrize(
    ("steps", "receiver"),
    [
        (["requests.session"], "requests.Session"),
        (["requests.Session"], "requests.Session"),
        (["sqlalchemy.create_engine", ".begin"], "sqlalchemy.Connection"),
        (["sqlalchemy.orm.sessionmaker", ".__call__", ".query", ".filter"], "sqlalchemy.orm.Query"),
        (["sqlalchemy.orm.scoped_session", ".execute", ".scalars"], "sqlalchemy.ScalarResult"),
        (["sqlalchemy.ext.asyncio.async_sessionmaker", ".__call__"], "sqlalchemy.ext.asyncio.AsyncSession"),
        (["sqlalchemy.orm.declarative_base", ".metadata"], "sqlalchemy.MetaData"),
        (["pymongo.MongoClient", ".__getattr__", ".__getitem__", ".find", ".sort"], "pymongo.cursor.Cursor"),
        (["redis.from_url", ".pipeline"], "redis.client.Pipeline"),
        (["redis.asyncio.from_url", ".pipeline"], "redis.asyncio.client.Pipeline"),
        (["boto3.Session", ".client", ".get_waiter"], "botocore.waiter.Waiter"),
        (["boto3.resource", ".Table"], "boto3.resource.object"),
        (["openai.AzureOpenAI", ".chat", ".completions"], "openai.resources.chat.completions.Completions"),
        (["pathlib.Path", ".parent", ".__truediv__", ".open"], "io.TextIOWrapper"),
        (["pathlib.Path", ".glob", ".__iter__"], "pathlib.Path"),
        (["sqlite3.connect", ".cursor"], "sqlite3.Cursor"),
        (["concurrent.futures.ProcessPoolExecutor", ".submit"], "concurrent.futures.Future"),
        (["threading.Lock"], "threading.Lock"),
        (["fastapi.UploadFile", ".file"], "tempfile.SpooledTemporaryFile"),
    ],
)
def test_receivers_are_followed_through_what_calls_return(catalog: Catalog, steps: list[str], receiver: str) -> None:
    current: str | None = ""
    for step in steps:
        current = catalog.returns(f"{current}{step}")
        assert current is not None, step
    assert current == receiver


@pytest.mark.parametrize("name", ["requests.codes", "json.loads", "os", "sqlalchemy.orm.Session.no_such_method"])
def test_unknown_results_are_not_guessed(catalog: Catalog, name: str) -> None:
    assert catalog.returns(name) is None


@pytest.mark.parametrize(
    ("name", "argument", "thread", "wraps"),
    [
        ("asyncio.to_thread", 0, RunsOn.POOL, False),
        ("starlette.concurrency.run_in_threadpool", 0, RunsOn.POOL, False),
        ("fastapi.concurrency.run_in_threadpool", 0, RunsOn.POOL, False),
        ("anyio.to_thread.run_sync", 0, RunsOn.POOL, False),
        ("anyio.to_process.run_sync", 0, RunsOn.PROCESS, False),
        ("uvloop.Loop.run_in_executor", 1, RunsOn.POOL, False),
        ("concurrent.futures.ThreadPoolExecutor.submit", 0, RunsOn.POOL, False),
        ("concurrent.futures.ProcessPoolExecutor.submit", 0, RunsOn.PROCESS, False),
        ("asgiref.sync.sync_to_async", 0, RunsOn.POOL, True),
        ("functools.partial", 0, RunsOn.SAME, True),
        ("builtins.map", 0, RunsOn.SAME, False),
        ("asyncio.create_task", 0, RunsOn.LOOP, False),
        ("threading.Thread", 1, RunsOn.ELSEWHERE, False),
    ],
)
def test_where_callables_are_run(catalog: Catalog, name: str, argument: int, thread: RunsOn, wraps: bool) -> None:
    entry = catalog.runs(name)
    assert entry is not None
    assert (entry.argument, entry.thread, entry.wraps) == (argument, thread, wraps)


def test_some_run_what_a_keyword_or_the_receiver_gives(catalog: Catalog) -> None:
    by_keyword, by_receiver = catalog.runs("builtins.sorted"), catalog.runs("celery.app.task.Task.delay")
    assert by_keyword is not None
    assert (by_keyword.argument, by_keyword.keyword) == (None, "key")
    assert by_receiver is not None
    assert by_receiver.receiver
    assert by_receiver.thread is RunsOn.ELSEWHERE


def test_background_tasks_are_left_to_the_framework(catalog: Catalog) -> None:
    assert catalog.runs("fastapi.BackgroundTasks.add_task") is None
    assert catalog.runs("starlette.background.BackgroundTasks.add_task") is None


def test_a_catalogue_crosses_process_boundaries(catalog: Catalog) -> None:
    copy = pickle.loads(pickle.dumps(catalog))
    assert copy.leaf("redis.Redis.get") == catalog.leaf("redis.Redis.get")


def test_methods_that_give_their_own_object_give_one_of_the_class_that_was_asked() -> None:
    catalog = load_catalog(
        [],
        [
            {
                "returns": {"shop.Query.*": "Self", "shop.Query.all": "builtins.list"},
                "bases": {"shop.Orders": "shop.Query"},
            }
        ],
    )
    assert catalog.returns("shop.Query.where") == "shop.Query"
    assert catalog.returns("shop.Orders.where") == "shop.Orders"
    assert catalog.returns("shop.Orders.all") == "builtins.list"
    assert catalog.returns("shop.Orders._private") is None


def test_literals_choose_what_a_call_gives(catalog: Catalog) -> None:
    chosen = {choice.value: choice for choice in catalog.choices("io.open")}
    assert (chosen["rb"].keyword, chosen["rb"].position, chosen["rb"].result) == ("mode", 1, "io.BufferedReader")
    (stream,) = catalog.choices("openai.resources.responses.Responses.create")
    assert (stream.keyword, stream.position, stream.value) == ("stream", None, "True")
    assert catalog.choices("requests.get") == ()


def test_names_are_met_however_they_are_imported_and_joined() -> None:
    condition = Condition(position=1, name="fcntl.LOCK_NB")
    assert condition.is_met((Source("f"), Source("LOCK_EX | LOCK_NB")), {})
    assert not condition.is_met((Source("f"), Source("fcntl.LOCK_EX")), {})


def test_spread_arguments_may_hold_what_is_absent() -> None:
    condition = Condition(position=0, keyword="interval", absent=True)
    assert condition.is_met((), {})
    assert not condition.is_met((), {}, spread=True)
