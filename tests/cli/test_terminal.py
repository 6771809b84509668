"""What the terminal shows: each Markdown file beside this one is a project, commands, and what they print.

A code block after a line that ends in "`name`:" is a file of the project, written when its turn comes. A `console`
block holds commands (`$ …`), each followed by what it prints (standard output and standard error together) and, if it
is not 0, by its exit code.
`UPDATE_SNAPSHOTS=1 pytest tests/cli` writes what is printed now into the files: read the difference before committing.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

DOCUMENTS = sorted(Path(__file__).parent.glob("*.md"))
BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<language>\w+)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"`(?P<name>[^`\n]+)`:\n+\Z")
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document.stem for document in DOCUMENTS])
def test_terminal(document: Path, tmp_path: Path, fastapi_lint):
    text = document.read_text(encoding="utf-8")
    seen = replayed(text, tmp_path, fastapi_lint)
    if UPDATE:
        document.write_text(seen, encoding="utf-8")
    assert seen == text


def test_there_are_documents():
    assert DOCUMENTS


def replayed(text: str, folder: Path, fastapi_lint) -> str:
    """The document as it is now, done from top to bottom in this folder."""
    return BLOCK.sub(lambda block: _done(block, text, folder, fastapi_lint), text)


def _done(block: re.Match[str], text: str, folder: Path, fastapi_lint) -> str:
    """The block as it is now: commands are run, files are written."""
    if block["language"] != "console":
        if name := FILE_NAME.search(text, 0, block.start()):
            file = folder / name["name"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["body"], encoding="utf-8")
        return block[0]
    commands = re.findall(r"^\$ (.+)$", block["body"], re.MULTILINE)
    sessions = "\n".join(_session(command, folder, fastapi_lint) for command in commands)
    return f"{block['fence']}console\n{sessions}{block['fence']}"


def _session(command: str, folder: Path, fastapi_lint) -> str:
    """The command, what it prints, and its exit code. The folder of the project is shown as `/project`."""
    words, env, stdin, here = shlex.split(command), {}, "", folder
    if words[0] == "cd":
        here, words = folder / words[1], words[3:]
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if "<" in words:
        stdin = (folder / words[words.index("<") + 1]).read_text(encoding="utf-8")
        del words[words.index("<") :]
    assert words.pop(0) == "fastapi-lint"
    done = fastapi_lint(*words, cwd=here, stdin=stdin, env=env, merged=True)
    printed = done.stdout.replace(str(folder), "/project")
    return f"$ {command}\n{printed}" + (f"[exit code {done.returncode}]\n" if done.returncode else "")
