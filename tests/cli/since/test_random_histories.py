"""Whatever is edited in whatever order, a report on the change and what was there before make up the report on all."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fastapi_lint.cli.main import main

from .application import MAIN, NEW, ORDERS, SHOP, SLOW
from .repository import Repository

LONGER = "FASTAPI_LINT_EDITS"
Edit = Callable[[Repository], object]


def put(name: str, text: str) -> Edit:
    return lambda repository: repository.write(**{name: text})


def moved(repository: Repository) -> None:
    folder = repository.folder
    if (folder / "shop").is_dir():
        (folder / "store").mkdir(exist_ok=True)
        for file in (folder / "shop").glob("*.py"):
            (folder / "store" / file.name).write_text(file.read_text().replace("shop.", "store."))
            file.unlink()


def commented(repository: Repository) -> None:
    for file in repository.folder.rglob("*.py"):
        file.write_text(f"# A remark.\n{file.read_text()}".replace("\n\n\n", "\n\n# Another.\n\n\n"))


edits: st.SearchStrategy[Edit] = st.sampled_from(
    [
        put("shop__main", MAIN),
        put("shop__main", MAIN + NEW),
        put("shop__main", MAIN.replace("time.sleep(page)", "time.sleep(\n        page\n    )")),
        put("shop__main", MAIN.replace("async def old", "def old")),
        put("shop__orders", ORDERS),
        put("shop__orders", SLOW),
        put("shop__other", MAIN.replace("def old", "def other")),
        put("shop__broken", "def ("),
        put("shop__broken", ""),
        moved,
        commented,
        lambda repository: repository.commit(),
    ]
)


@settings(
    max_examples=int(os.environ.get(LONGER, "5")),
    derandomize=LONGER not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(edits, min_size=1, max_size=5))
def test_any_history(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    steps: list[Edit],
) -> None:
    repository = Repository(tmp_path_factory.mktemp("history"))
    base = repository.commit(**SHOP)
    monkeypatch.chdir(repository.folder)

    def report(*arguments: str) -> dict[str, Any]:
        capfd.readouterr()
        main(["check", "--output-format", "json", "--no-cache", *arguments])
        found: dict[str, Any] = json.loads(capfd.readouterr().out)
        return found

    before = Counter(map(told, report()["findings"]))
    for step in steps:
        step(repository)
    now, introduced = report()["findings"], report("--since", base)
    known = introduced["summary"]["comparison"]["before"]
    brought = Counter(finding["fingerprint"] for finding in introduced["findings"])
    assert brought <= Counter(finding["fingerprint"] for finding in now)
    assert len(introduced["findings"]) + known == len(now)
    assert Counter(map(told, now)) - before <= Counter(map(told, introduced["findings"]))
    repository.git("add", "--all")
    assert report("--staged")["findings"] == report("--since", "HEAD")["findings"]


def told(finding: dict[str, Any]) -> tuple[str, str]:
    """A finding without its place, for where it moves."""
    return finding["code"], finding["message"]
