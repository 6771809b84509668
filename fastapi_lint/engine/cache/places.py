"""Where the cache lies. Asked before anything else is imported, so it makes do with `os` and `sys`."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OPTION = "--cache-dir"
VARIABLE = "FASTAPI_LINT_CACHE_DIR"
NO_CACHE_VARIABLE = "FASTAPI_LINT_NO_CACHE"
KEY = "cache-dir"
LAYOUT = "1"
"""The folder within the cache for what this layout of files holds; another layout has another."""

FACTS, TEXTS, FINDINGS = "facts", "texts", "findings"
"""Folders of it, with a file for each project."""

_NAME = "fastapi-lint"
_WITHOUT_CONFIGURATION = ("--config", "--no-config")


def default_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """The user's own cache folder, where the platform wants it."""
    if platform == "win32":
        local = environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")  # noqa: PTH111
        return f"{local}\\{_NAME}\\Cache"
    if platform == "darwin":
        return os.path.expanduser(f"~/Library/Caches/{_NAME}")  # noqa: PTH111
    base = environ.get("XDG_CACHE_HOME", "")
    return f"{base if base.strip() else os.path.expanduser('~/.cache')}/{_NAME}"  # noqa: PTH111


def folder_for_reports(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """Where the finished reports of a command line are kept: as it says, else the environment, else the configuration
    that applies to the working directory, else the user's own folder.

    No report holds because of where it lies, so that a configuration that is read wrong here costs time alone.
    """
    given = _given(arguments) or environ.get(VARIABLE, "")
    if not given and not any(each.partition("=")[0] in _WITHOUT_CONFIGURATION for each in arguments):
        given = _configured(os.getcwd())  # noqa: PTH109
    return os.path.abspath(given) if given else default_folder(environ)  # noqa: PTH100


def _given(arguments: Sequence[str]) -> str:
    found = ""
    for index, argument in enumerate(arguments):
        name, has_value, value = argument.partition("=")
        if name == OPTION:
            found = value if has_value else "".join(arguments[index + 1 : index + 2])
    return found


def _configured(folder: str) -> str:
    """What `cache-dir` says in the nearest configuration at or above a folder."""
    while True:
        for name, section in (("fastapi-lint.toml", ""), ("pyproject.toml", "[tool.fastapi-lint]")):
            try:
                with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123
                    text = file.read()
            except OSError:
                continue
            value = _value(text, section)
            return os.path.join(folder, value) if value else ""  # noqa: PTH118
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder or os.path.lexists(f"{folder}/.git"):
            return ""
        folder = above


def _value(text: bytes, section: str) -> str:
    """The value of the key in a section, if it is written in the plainest way."""
    if KEY.encode() not in text:
        return ""
    here = ""
    for line in text.decode("utf-8", "replace").splitlines():
        bare = line.strip()
        if bare.startswith("["):
            here = bare
        name, _, value = bare.partition("=")
        if here == section and name.strip().strip("\"'") == KEY:
            return value.strip().strip("\"'")
    return ""
