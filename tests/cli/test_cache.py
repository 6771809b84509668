"""The cache as users meet it: in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .conftest import Run, environment

MODULES = "import json, sys; print(json.dumps(sorted(sys.modules)))"
RUN_AND_LIST_MODULES = """
import json, sys
from fastapi_lint.__main__ import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)))
"""


def use(cache: Path) -> dict[str, str]:
    """The environment of processes that use a cache."""
    variables = environment({"FASTAPI_LINT_CACHE_DIR": str(cache)})
    del variables["FASTAPI_LINT_NO_CACHE"]
    return variables


def python(code: str, *arguments: str, cwd: Path, cache: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=cwd,
        env=use(cache),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return run.stdout.splitlines()


def test_nothing_is_imported_when_nothing_has_changed(shop: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    check = ("check", "--output-format", "json", "--statistics")
    first = python(RUN_AND_LIST_MODULES, *check, cwd=shop, cache=cache)
    second = python(RUN_AND_LIST_MODULES, *check, cwd=shop, cache=cache)
    assert first[:-1] == second[:-1]
    assert "libcst" in json.loads(first[-1])
    (plain,) = python(MODULES, cwd=shop, cache=cache)
    new = set(json.loads(second[-1])) - set(json.loads(plain))
    assert {name for name in new if not name.startswith("fastapi_lint")} <= {"zlib", "hashlib", "_hashlib", "_blake2"}
    assert len(new) < 20


def test_the_module_and_the_script_answer_the_same(shop: Path, tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "fastapi-lint"
    for command in ([str(script)], [sys.executable, "-m", "fastapi_lint"]):
        runs = [
            subprocess.run(
                [*command, "check", "-q"], cwd=shop, env=use(tmp_path / "cache"), capture_output=True, check=False
            )
            for _ in range(2)
        ]
        assert runs[0].stdout == runs[1].stdout
        assert b"FAL101" in runs[0].stdout
        assert [run.returncode for run in runs] == [1, 1]


def test_several_processes_at_the_same_time(shop: Path, tmp_path: Path) -> None:
    for folder in (shop / "shop", shop):
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "fastapi_lint", "check", "--output-format", "json"],
                cwd=folder,
                env=use(tmp_path / "cache"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(3)
        ]
        ended = [process.communicate(timeout=60) for process in started]
        assert {err for _, err in ended} == {b""}
        assert len({out for out, _ in ended}) == 1
    assert list((tmp_path / "cache").rglob("*.tmp")) == []


def test_a_reader_that_goes_away(shop: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run = subprocess.Popen(
            [sys.executable, "-m", "fastapi_lint", "check", "--output-format", "json"],
            cwd=shop,
            env=use(tmp_path / "cache"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == b""
        run.stderr.close()
        assert run.wait(timeout=60) in (1, 141)


def test_clean(shop: Path, fastapi_lint: Run, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    fastapi_lint("check", "--cache-dir", cache, cwd=shop, env={"FASTAPI_LINT_NO_CACHE": ""})
    assert (tmp_path / "cache/CACHEDIR.TAG").exists()
    assert fastapi_lint("clean", "--cache-dir", cache, cwd=shop).stdout.startswith(f"Removed the cache `{cache}` (")
    assert fastapi_lint("clean", "--cache-dir", cache, cwd=shop).stdout == f"There is no cache in `{cache}`.\n"
