"""Other tools, each in an environment of its own, and how they are called on a project."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from applications import Project

SEMGREP_RULES = Path(__file__).resolve().with_name("semgrep.yml")
ONE_RULE = "fixit.rules.use_async_sleep_in_async_def"
_DONE = ".installed"


class Peer(NamedTuple):
    """A tool on the package index.

    `command` is what follows the path of its program; `{cache}` in it is a folder of its own. One that looks at each
    file by itself (`by_file`) and takes minutes a megabyte is given a sample of the files by name, others the folder.
    `any_python` installs it on a Python that it says it is not for.
    """

    key: str
    title: str
    distribution: str
    program: str
    command: tuple[str, ...]
    by_file: bool = False
    whole_program: bool = False
    any_python: bool = False
    quick: bool = False


class Installed(NamedTuple):
    """A tool that is there, or why it is not."""

    peer: Peer
    program: Path | None
    version: str
    word: str = ""


_RUFF = ("check", "--isolated", "--quiet", "--select", "FAST,ASYNC", "--config", "exclude=[]")

PEERS = (
    Peer("ruff", "ruff, FAST and ASYNC, no cache", "ruff", "ruff", (*_RUFF, "--no-cache", "."), quick=True),
    Peer(
        "ruff-cached",
        "ruff, the same, cached",
        "ruff",
        "ruff",
        (*_RUFF, "--cache-dir", "{cache}", "."),
        quick=True,
    ),
    Peer("flake8-async", "flake8-async", "flake8-async", "flake8-async", ("--anyio",), by_file=True),
    Peer("fixit", "fixit, built-in rules", "fixit", "fixit", ("--quiet", "lint"), by_file=True),
    Peer("fixit-one", "fixit, one rule", "fixit", "fixit", ("--quiet", "--rules", ONE_RULE, "lint"), by_file=True),
    Peer(
        "semgrep",
        "semgrep, three local rules",
        "semgrep",
        "semgrep",
        ("scan", "--metrics", "off", "--disable-version-check", "-j", "1", "-q", "--config", str(SEMGREP_RULES), "."),
    ),
    Peer("hydroid", "hydroid-cli", "hydroid-cli", "hydroid", ("--no-cache", "."), whole_program=True),
    Peer(
        "blockpath",
        "blockpath",
        "blockpath",
        "blockpath",
        ("check", "--no-config", "."),
        whole_program=True,
        any_python=True,
    ),
    Peer("vibe-guard", "python-vibe-guard", "python-vibe-guard", "pyvibe", (".",)),
)

REMARKS = (
    "flake8-async runs by itself, without what else flake8 does",
    "hydroid-cli has not the applications' dependencies at hand, without which it resolves less and is faster",
)
NOT_PUBLISHED = {"evloop-lint": "is not on the package index; hydroid-cli is its successor by the same author"}


def installed(peers: Iterable[Peer], folder: Path) -> tuple[Installed, ...]:
    """The tools, installed if they are not yet there; what does not install is said to be missing, with the reason."""
    words: dict[str, str] = {}
    found = []
    for peer in peers:
        home = folder / peer.distribution
        if peer.distribution not in words:
            words[peer.distribution] = "" if (home / _DONE).exists() else _install(peer, home)
        word = words[peer.distribution]
        program = None if word else home / "bin" / peer.program
        found.append(Installed(peer, program, "" if word else version_of(home, peer.distribution), word))
    return tuple(found)


def command_of(there: Installed, project: Project, cache: Path, files: Iterable[str] = ()) -> list[str]:
    """The command line that checks a project, or these of its files."""
    assert there.program is not None
    words = [word.replace("{cache}", str(cache / there.peer.key / project.folder.name)) for word in there.peer.command]
    return [str(there.program), *words, *files]


def make_environment(home: Path, *what: str, options: Iterable[str] = ()) -> str:
    """A new environment with these packages. Returns what went wrong, or nothing."""
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options, *what],
    )
    for step in steps:
        run = subprocess.run(step, capture_output=True, text=True, check=False)
        if run.returncode:
            return why(run.stderr)
    (home / _DONE).touch()
    return ""


def why(said: str) -> str:
    """The reason among what pip says: what a version wants of Python before that there is no version."""
    errors = [line.removeprefix("ERROR: ").strip() for line in said.splitlines() if line.startswith("ERROR")]
    wanted = next((found for line in errors if (found := re.search(r"Requires-Python (\S+)", line))), None)
    if wanted:
        return f"wants Python {wanted[1]}"
    return errors[-1] if errors else "pip said nothing"


def version_of(home: Path, distribution: str) -> str:
    """The version of a distribution in an environment, as its metadata says."""
    spelled = re.sub(r"[-_.]+", "_", distribution)
    for folder in sorted(home.glob("lib/python*/site-packages/*.dist-info")):
        name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
        if re.sub(r"[-_.]+", "_", name).lower() == spelled.lower():
            return version
    return "?"


def _install(peer: Peer, home: Path) -> str:
    options = ("--ignore-requires-python",) if peer.any_python else ()
    return make_environment(home, peer.distribution, options=options)
