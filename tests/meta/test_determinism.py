"""Same bytes for the same tree, whatever the order of files, the hash seed or the place of the checkout."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns
from subprocess import CompletedProcess

import pytest

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine import jobs, pipeline
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.render.json import check_json

ROOT = Path(__file__).resolve().parents[2]
APPS = [
    *sorted(
        folder for folder in (ROOT / "tests" / "apps").iterdir() if folder.is_dir() and folder.name != "__pycache__"
    ),
    *sorted(folder for folder in (ROOT / "examples").iterdir() if folder.is_dir()),
]
CHECK = ["-P", "-m", "fastapi_lint", "check", "--output-format", "json", "--pedantic", "--exit-zero"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example application in a place of its own, with a file that is not Python."""
    source = Path(__file__).resolve().parents[2] / "examples" / "bookshop"
    folder = copytree(source, tmp_path_factory.mktemp("one") / "shop", ignore=ignore_patterns("__pycache__"))
    (folder / "broken.py").write_text("def read(:\n")
    return folder


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_rules()


@pytest.fixture(scope="module")
def request_(shop: Path, registry: Registry) -> Request:
    return Request(shop, Settings(pedantic=True), registry)


def test_there_is_something_to_compare(request_: Request):
    report = analyse(request_)
    assert len({finding.location.path for finding in report.findings}) > 1
    assert any(finding.trace for finding in report.findings)


def test_the_order_of_the_files_does_not_matter(request_: Request, shop: Path, monkeypatch: pytest.MonkeyPatch):
    expected = check_json(analyse(request_))
    files = sorted(shop.rglob("*.py"))
    straight = pipeline.load_sources

    def shuffled(asked: Request):
        sources = straight(asked)
        modules, problems = list(sources.modules), list(sources.problems)
        shuffle.shuffle(modules)
        shuffle.shuffle(problems)
        return replace(sources, modules=tuple(modules), problems=tuple(problems))

    monkeypatch.setattr(pipeline, "load_sources", shuffled)
    for seed in range(3):
        shuffle = random.Random(seed)
        paths = shuffle.sample(files, len(files))
        assert check_json(analyse(replace(request_, paths=tuple(paths)))) == expected


def test_the_hash_seed_does_not_matter(shop: Path, python_in: Callable[..., CompletedProcess[str]]):
    runs = [python_in(shop, *CHECK, PYTHONHASHSEED=seed) for seed in ("0", "1", "4242")]
    assert [run.returncode for run in runs] == [0, 0, 0], runs[0].stderr
    assert json.loads(runs[0].stdout)["findings"]
    assert len({run.stdout for run in runs}) == 1


def test_the_place_of_the_checkout_does_not_matter(request_: Request, shop: Path, tmp_path: Path):
    elsewhere = copytree(shop, tmp_path / "elsewhere" / "shop")
    here, there = analyse(request_), analyse(replace(request_, root=elsewhere))
    assert check_json(replace(there, root=here.root)) == check_json(here)


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_the_number_of_processes_does_not_matter(app: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "SHARE", {jobs.FORK: 1, jobs.SPAWN: 1})
    request = Request(app, Settings(pedantic=True, confidence="low"), registry)
    reports = {check_json(analyse(replace(request, jobs=number))) for number in (1, 2, 5)}
    assert len(reports) == 1
