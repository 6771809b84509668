"""Several processes do what one does: the same bytes, and whatever happens to a worker is told or does not matter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from .conftest import environment, write

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")

# The command line, with workers for projects of any size.
DRIVER = """
from fastapi_lint.engine import jobs
jobs.SHARE.update(fork=1, spawn=1)
from fastapi_lint.__main__ import main
main()
"""

RULE = '''
class {name}(Rule):
    """Tests workers.

    ## What it does
    Tests.
    ## Why is this bad?
    It is not.
    ## Example
    None.
    ## Use instead
    None.
    ## Limits
    None.
    ## References
    None.
    """

    code, name, since = "{code}", "{slug}", "0.1"
    severity, confidence = Severity.WARNING, Confidence.HIGH
    looks_at = Role.HANDLER

    def check_{hook}(self, site):
        {body}
        yield from ()
'''
HEAD = "import os, signal, sys, time\nfrom fastapi_lint.api import Confidence, Role, Rule, Severity\n"

HANDLERS = "".join(
    f"@app.get('/{module}/{number}')\nasync def read_{module}_{number}():\n    time.sleep(1)\n\n\n"
    for module in ("MODULE",)
    for number in range(12)
)
MAIN = "from fastapi import FastAPI\n\nimport time\n\napp = FastAPI()\n\n\n"
Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Five modules, each with an application and a dozen handlers that sleep on the loop."""
    files = {f"app/m{number}.py": MAIN + HANDLERS.replace("MODULE", f"m{number}") for number in range(5)}
    write(tmp_path / "project", {"pyproject.toml": '[project]\nname = "app"\nversion = "1"\n', **files})
    return tmp_path / "project"


@pytest.fixture
def rules(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Installs rules with these bodies, by code, for those who have the environment that is returned."""

    def install(hook: str = "site", **bodies: str) -> dict[str, str]:
        site = tmp_path / "site"
        source = HEAD + "".join(
            RULE.format(
                name=f"Rule{code}",
                code=code,
                slug=f"rule-{code.lower()}",
                hook=hook,
                body=dedent(body).replace("\n", "\n        "),
            )
            for code, body in bodies.items()
        )
        metadata = "Metadata-Version: 2.1\nName: trial-rules\nVersion: 0.1\n"
        points = "[fastapi_lint.rules]\ntrial = trial_rules\n"
        info = "trial_rules-0.1.dist-info"
        write(site, {"trial_rules.py": source, f"{info}/METADATA": metadata, f"{info}/entry_points.txt": points})
        return {"PYTHONPATH": str(site)}

    return install


@pytest.fixture
def check(project: Path) -> Check:
    """Checks the project with so many jobs."""

    def run(jobs: int, *options: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", DRIVER, "check", "-j", str(jobs), "--output-format", "json", *options]
        return subprocess.run(
            command, cwd=project, env=environment(env or {}), capture_output=True, text=True, check=False, timeout=300
        )

    return run


def problems(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The problems of a report that says that the analysis is incomplete."""
    assert done.stderr == ""
    assert done.returncode == 3
    found: list[dict[str, Any]] = json.loads(done.stdout)["problems"]
    return found


def findings(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The findings that are not about a rule or file that could not be looked at."""
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return [each for each in found if not each["code"].startswith("FAL00")]


class TestRulesThatEndTheirProcess:
    @pytest.mark.parametrize(
        ("body", "end"),
        [
            ("os._exit(7)", "exit code 7"),
            ("os.kill(os.getpid(), signal.SIGSEGV)", "signal 11 (SIGSEGV)"),
        ],
    )
    def test_at_one_function(self, check: Check, rules, body: str, end: str):
        env = rules(TRY101=f"if site.name == 'read_m3_7': {body}", TRY102="yield self.finding(site.here, 'seen')")
        done = check(2, env=env)
        (problem,) = problems(done)
        assert problem["message"] == f"rule TRY101 (`rule-try101`) ended the process that it ran in: {end}"
        assert (problem["path"], problem["line"]) == ("app/m3.py", 43)
        assert "--ignore" in problem["hint"]
        assert [each["code"] for each in json.loads(done.stdout)["findings"]].count("FAL005") == 1
        assert findings(done) == findings(check(1, "--ignore", "TRY101", env=env))
        assert len(findings(done)) == 120

    def test_at_every_function_of_a_file(self, check: Check, rules):
        done = check(3, env=rules(TRY101="if 'm2_' in site.name: os._exit(1)"))
        (problem,) = problems(done)
        assert (problem["path"], problem["line"]) == ("app/m2.py", 8)
        assert len(findings(done)) == 60

    def test_when_they_check_the_project(self, check: Check, rules):
        done = check(2, env=rules("project", TRY101="os._exit(1)"))
        (problem,) = problems(done)
        assert problem["message"] == "rule TRY101 (`rule-try101`) ended the process that it ran in: exit code 1"
        assert problem["path"] is None
        assert len(findings(done)) == 60

    def test_once(self, check: Check, rules, tmp_path: Path):
        marker = tmp_path / "marker"
        body = f"""
            if site.name == 'read_m1_3' and not os.path.exists({str(marker)!r}):
                open({str(marker)!r}, 'w').close()
                os.kill(os.getpid(), signal.SIGKILL)"""
        env = rules(TRY101=body)
        done = check(2, env=env)
        assert marker.exists()
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == check(1, env=env).stdout


class TestRulesThatCrash:
    @pytest.mark.parametrize(
        "body",
        [
            "raise KeyError(site.name)",
            "sys.exit(0)",
            "yield 1",
            "yield self.finding(site.here, ['not', 'a', 'text'])",
            "yield self.finding(site.here, 12)",
            "if site.name == 'read_m1_1': raise MemoryError",
        ],
    )
    @pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["", "debug"])
    def test_are_told_as_they_are_by_one_process(self, check: Check, rules, body: str, debug: list[str]):
        env = rules(TRY101=body)
        alone, shared = check(1, *debug, env=env), check(2, *debug, env=env)
        assert shared.returncode in (1, 3)
        assert (shared.stdout, shared.returncode) == (alone.stdout, alone.returncode)

    def test_what_they_print_is_seen(self, check: Check, rules):
        done = check(2, env=rules(TRY101="print('seen', site.name, file=sys.stderr)"))
        assert sorted(done.stderr.splitlines())[0] == "seen read_m0_0"
        assert len(done.stderr.splitlines()) == 60


class TestFilesThatEndTheirProcess:
    """No text is known that does: facts of one file are made to."""

    DEADLY = "import os\nfrom fastapi_lint.engine import extraction\nstraight = extraction.extract\n" + dedent("""
        def extract(text):
            if 'read_m3_7' in text:
                os._exit(9)
            return straight(text)
        extraction.extract = extract
        """)

    def test_are_named(self, project: Path):
        command = [sys.executable, "-c", self.DEADLY + DRIVER, "check", "-j", "2", "--output-format", "json"]
        done = subprocess.run(
            command, cwd=project, env=environment({}), capture_output=True, text=True, check=False, timeout=300
        )
        (problem,) = problems(done)
        assert problem["message"] == "the process that read the file ended with exit code 9"
        assert problem["path"] == "app/m3.py"
        assert len(findings(done)) == 48


class Running:
    """A check with three workers."""

    def __init__(self, project: Path, env: dict[str, str]) -> None:
        self.project = project
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, "check", "-j", "3"],
            cwd=project,
            env=environment(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_until_busy(self) -> None:
        """Until all workers are in a rule, which does not end."""
        deadline = time.monotonic() + 60
        while len(list(self.project.glob("pid-*"))) < 3:
            assert time.monotonic() < deadline, "the workers do not start"
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)
        assert len(self.others()) == 3

    def others(self) -> set[int]:
        """The processes of the same session that are there, but for the one that was started."""
        found = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != self.process.pid:
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[3]) == self.process.pid:
                    found.add(int(folder.name))
        return found

    def gone(self) -> bool:
        """True if in the end no process is left."""
        deadline = time.monotonic() + 60
        while self.others() and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self.others()


@pytest.fixture
def running(project: Path, rules) -> Iterator[Running]:
    body = "open(f'pid-{os.getpid()}', 'w').close(); time.sleep(600)"
    it = Running(project, rules(TRY101=body))
    try:
        it.wait_until_busy()
        yield it
    finally:
        if it.process.poll() is None or it.others():
            os.killpg(it.process.pid, signal.SIGKILL)
        it.process.communicate()


@pytest.fixture(autouse=True)
def heeded_interrupts() -> Iterator[None]:
    """Commands are not started deaf to SIGINT, as all that a shell runs in the background is."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TestInterrupts:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
    def test_end_it_at_once(self, running: Running, number: signal.Signals, group: bool):
        (os.killpg if group else os.kill)(running.process.pid, number)
        out, err = running.process.communicate(timeout=60)
        assert running.others() == set()
        assert (running.process.returncode, out, err.strip()) == (130, "", "interrupted")

    def test_twice(self, running: Running):
        for _ in range(2):
            os.killpg(running.process.pid, signal.SIGINT)
        out, err = running.process.communicate(timeout=60)
        assert (running.process.returncode, out) == (130, "")
        assert err.strip() in ("", "interrupted")
        assert running.gone()

    def test_a_killed_run_leaves_no_worker(self, running: Running):
        running.process.kill()
        running.process.wait()
        assert running.gone()

    def test_a_reader_that_goes_away(self, project: Path, rules):
        env = rules(TRY102="yield self.finding(site.here, 'seen ' * 2_000)")
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, "check", "-j", "3", "--output-format", "json"],
            cwd=project,
            env=environment(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


class TestHowMany:
    def workers(self, project: Path, env: dict[str, str], *options: str) -> int:
        """In how many processes rules have run."""
        command = [sys.executable, "-c", DRIVER, "check", *options]
        subprocess.run(command, cwd=project, env=environment(env), capture_output=True, check=False, timeout=300)
        return len(list(project.glob("pid-*")))

    @pytest.fixture
    def env(self, rules) -> dict[str, str]:
        body = "open(f'pid-{os.getpid()}', 'w').close(); time.sleep(.05)"
        env: dict[str, str] = rules(TRY101=body)
        return env

    def test_as_the_option_says(self, project: Path, env: dict[str, str]):
        assert self.workers(project, env, "--jobs", "3") == 3

    def test_as_the_variable_says(self, project: Path, env: dict[str, str]):
        assert self.workers(project, env | {"FASTAPI_LINT_JOBS": "3"}) == 3

    def test_as_the_configuration_says(self, project: Path, env: dict[str, str]):
        with (project / "pyproject.toml").open("a") as file:
            file.write("[tool.fastapi-lint]\njobs = 3\n")
        assert self.workers(project, env) == 3

    def test_the_option_outweighs_the_variable(self, project: Path, env: dict[str, str]):
        assert self.workers(project, env | {"FASTAPI_LINT_JOBS": "3"}, "--jobs", "1") == 1


@pytest.mark.parametrize("command", ["check", "routes"])
def test_where_workers_are_spawned_the_same_comes_out(project: Path, command: str):
    spawning = "from fastapi_lint.engine import jobs, extraction, collect\n" + "".join(
        f"{module}.start_method = lambda: jobs.SPAWN\n" for module in ("jobs", "extraction")
    )
    outputs = set()
    for setup in ("", spawning):
        arguments = [command, "-j", "2", "--output-format", "json"]
        done = subprocess.run(
            [sys.executable, "-c", setup + DRIVER, *arguments],
            cwd=project,
            env=environment({}),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.stderr == ""
        outputs.add(done.stdout)
    assert len(outputs) == 1
