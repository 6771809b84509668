"""What shells complete: real ones run the script that `completion` prints, where they are installed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_lint.cli.completion import SHELLS

Complete = Callable[[str], list[str]]

# The functions of zsh and bash that show candidates exist while somebody types; here they print.
ZSH = """
compdef() {{ }}
_describe() {{ printf '%s\\n' "${{(@P)3}}" }}
compadd() {{ printf '%s\\n' "${{(@P)5}}" }}
_path_files() {{ echo "<files>" }}
eval "$(fastapi-lint completion zsh)"
words=({words}) CURRENT={count}
_fastapi_lint_completion
"""
BASH = """
compopt() {{ echo "<files>"; }}
eval "$(fastapi-lint completion bash)"
COMP_WORDS=({words}) COMP_CWORD={last}
_fastapi_lint_completion fastapi-lint
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "fastapi-lint completion fish | source; complete -C {line}"
PROGRAMS = {
    "bash": (["bash", "--norc", "--noprofile", "-c"], BASH),
    "zsh": (["zsh", "-f", "-c"], ZSH),
    "fish": (["fish", "--no-config", "-c"], FISH),
}


@pytest.fixture(params=SHELLS)
def complete(request: pytest.FixtureRequest, tmp_path: Path) -> Complete:
    """Completes a command line up to its end in one of the shells: values, with what is told of them."""
    command, program = PROGRAMS[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "dumb"}

    def completed(line: str) -> list[str]:
        words = [*line.split(" ")]
        given = " ".join(map(shlex.quote, words))
        script = program.format(words=given, count=len(words), last=len(words) - 1, line=shlex.quote(line))
        run = subprocess.run(
            [*command, script], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=60
        )
        assert run.stderr == ""
        return [each.replace("\t", ":") for each in run.stdout.splitlines() if each]

    return completed


def values(lines: list[str]) -> list[str]:
    return [line.partition(":")[0] for line in lines]


def test_commands(complete: Complete) -> None:
    assert values(complete("fastapi-lint ch")) == ["check"]
    assert {"check", "routes", "completion"} <= set(values(complete("fastapi-lint ")))


def test_options_and_their_values(complete: Complete) -> None:
    assert values(complete("fastapi-lint check --fail")) == ["--fail-on"]
    assert sorted(values(complete("fastapi-lint check --fail-on "))) == ["error", "info", "never", "warning"]


def test_rules_by_code_with_what_they_are_called(complete: Complete) -> None:
    found = complete("fastapi-lint check --select FAL10")
    assert values(found) == ["FAL101", "FAL102", "FAL103", "FAL104"]
    assert found[0] in ("FAL101", "FAL101:blocking-call")  # bash shows no explanations


def test_rules_by_name_family_and_after_commas(complete: Complete) -> None:
    assert values(complete("fastapi-lint explain blocking-c")) == ["blocking-call"]
    assert {"FAL2", "ALL"} <= set(values(complete("fastapi-lint check --ignore ")))
    assert values(complete("fastapi-lint check --ignore FAL101,FAL10"))[:1] == ["FAL101,FAL102"]


def test_paths_are_left_to_the_shell(complete: Complete, tmp_path: Path) -> None:
    (tmp_path / "shop.toml").touch()
    assert complete("fastapi-lint check --config sh") in (["<files>"], ["shop.toml"])


@pytest.mark.parametrize("line", ["fastapi-lint ", "fastapi-lint check --sel", "fastapi-lint check --select FAL1"])
def test_nothing_heavy_is_imported(line: str) -> None:
    program = (
        "import atexit, json, sys; sys.argv = ['fastapi-lint']\n"
        "atexit.register(lambda: print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules}))))\n"
        "from fastapi_lint.__main__ import main; main()\n"
    )
    asked = {"_FASTAPI_LINT_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, env=os.environ | asked, capture_output=True, text=True, check=True)
    *found, modules = run.stdout.splitlines()
    assert found
    assert {"libcst", "pydantic", "rich"} & set(json.loads(modules)) == set()
    assert "click" in json.loads(modules)
