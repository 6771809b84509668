"""The hook in `.pre-commit-config.yaml`: put in as text, so that all else stays as it is."""

from __future__ import annotations

import re

from fastapi_lint import __version__
from fastapi_lint.cli.failure import Failure

CONFIG = ".pre-commit-config.yaml"
REPOSITORY = "https://github.com/your-organisation/fastapi-lint"

_REPOS = re.compile(r"^repos:[ \t]*(#.*)?$")
_ITEM = re.compile(r"^(?P<indent>[ \t]*)-[ \t]")
_OURS = re.compile(
    r"^[ \t]*(?:-[ \t]+)?id:[ \t]*[\"']?fastapi-lint(?:-all|-staged)?[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE
)


def with_hook(text: str | None) -> str:
    """The file with the hook as the last of its repositories; the same if it has the hook. None: there is no file yet.

    Raises Failure if the list of repositories is not written line by line.
    """
    if text is None or not text.strip():
        return "repos:\n" + _entry("  ", "\n")
    if _OURS.search(text):
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    start = next((index for index, line in enumerate(lines) if _REPOS.match(line)), None)
    if start is None:
        raise Failure(f"{CONFIG}: there is no list `repos:` whose entries stand on lines of their own", _advice())
    end = next((i for i in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[i])), len(lines))
    items = [match for line in lines[start + 1 : end] if (match := _ITEM.match(line))]
    indent = min((match["indent"] for match in items), key=len, default="  ")
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands between here and the next key is that one's
    entry = _entry(indent, newline)
    before, after = newline.join(lines[:end]), newline.join(lines[end:])
    return f"{before}{newline}{entry}{after}" if after else f"{before}{newline}{entry}"


def _entry(indent: str, newline: str) -> str:
    lines = (f"- repo: {REPOSITORY}", f"  rev: v{__version__}", "  hooks:", "    - id: fastapi-lint")
    return "".join(f"{indent}{line}{newline}" for line in lines)


def _advice() -> str:
    return f"add it by hand: repo `{REPOSITORY}`, rev `v{__version__}`, hook `fastapi-lint`"
