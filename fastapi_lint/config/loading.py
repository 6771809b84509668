"""Finds and reads the configuration. A project without one pays for a look at `pyproject.toml`, not for pydantic."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from fastapi_lint.config.error import ConfigError, Fault
from fastapi_lint.config.settings import Settings
from fastapi_lint.source import disk

OWN_FILE = "fastapi-lint.toml"
PYPROJECT = "pyproject.toml"
_SECTION = ("tool", "fastapi-lint")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class ConfigText(NamedTuple):
    """A configuration file: how it is shown, its text, and the section of it that is ours, under the keys `prefix`.

    `section` is None if the file has none.
    """

    shown: str
    text: str
    prefix: tuple[str, ...]
    section: dict[str, Any] | None


def load_config(root: Path, explicit: Path | None = None) -> Settings | ConfigError:
    """The settings of the project at `root`.

    They come from the file `explicit` if one is given, else from `fastapi-lint.toml`, else from `pyproject.toml`; the
    first of them that is there counts alone. A file that is there but wrong is an error, never passed over.
    """
    found = config_text(root, explicit)
    if found is None or isinstance(found, ConfigError):
        return found or Settings()
    if not found.section:
        return Settings(source=None if found.section is None else found.shown)
    result = _checked(found.section, found.shown, found.prefix)
    return result if isinstance(result, Settings) else ConfigError(found.shown, tuple(_placed(result, found.text)))


def config_text(root: Path, explicit: Path | None = None) -> ConfigText | ConfigError | None:
    """The file from which the settings of a project come, and what it says, unchecked; None if there is none."""
    if explicit is not None:
        return _read(explicit, explicit.as_posix())
    return next((_read(root / name, name) for name in (OWN_FILE, PYPROJECT) if disk.exists(root / name)), None)


def file_of(root: Path, source: str) -> Path:
    """The configuration file that settings name as their source: one in the root, or one that was given by its path."""
    return root / source if disk.is_file(root / source) else Path(source)


def line_in(file: Path, key: Sequence[str | int]) -> int | None:
    """The line on which a configuration file sets a key of ours, None if that cannot be told."""
    from fastapi_lint.config.statements import line_of  # noqa: PLC0415 - only where there is something to say

    found = _read(file, file.name)
    return None if isinstance(found, ConfigError) else line_of(found.text, (*found.prefix, *key))


def _read(file: Path, shown: str) -> ConfigText | ConfigError:
    text = _text_of(file)
    document = text if isinstance(text, Fault) else _parsed(text)
    if isinstance(document, Fault):
        return ConfigError(shown, (document,))
    section = _section_of(document) if file.name == PYPROJECT else document
    if isinstance(section, Fault):
        return ConfigError(shown, (section,))
    prefix = _SECTION if file.name == PYPROJECT else ()
    misplaced = _misplaced(document) if not prefix else None
    if misplaced is not None:
        return ConfigError(shown, (misplaced,))
    return ConfigText(shown, str(text), prefix, section)


def _checked(section: Mapping[str, Any], shown: str, prefix: Sequence[str]) -> Settings | tuple[Fault, ...]:
    from fastapi_lint.config.checking import checked  # noqa: PLC0415 - imports pydantic: only where there is something to check

    return checked(section, shown, prefix)


def _placed(faults: Iterable[Fault], text: str) -> Iterator[Fault]:
    """The faults with the lines on which their keys stand."""
    from fastapi_lint.config.statements import line_of  # noqa: PLC0415 - only where something is wrong

    return (replace(fault, line=line_of(text, fault.place)) for fault in faults)


def _text_of(file: Path) -> str | Fault:
    try:
        return disk.read(file).decode("utf-8-sig")
    except OSError as error:
        return Fault(f"cannot be read: {(error.strerror or type(error).__name__).lower()}")
    except UnicodeDecodeError as error:
        return Fault(f"is not valid UTF-8 (byte {error.start + 1}), which TOML must be")


def _parsed(text: str) -> dict[str, Any] | Fault:
    try:
        return tomllib.loads(text)
    except RecursionError:
        return Fault("is nested too deeply")
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(str(error))


def _syntax_fault(message: str) -> Fault:
    """tomllib gives the place at the end of its message, up to Python 3.13 only there."""
    position = _POSITION.search(message)
    text = f"invalid TOML: {_POSITION.sub('', message)[:1].lower()}{_POSITION.sub('', message)[1:]}"
    if position is None or position[1] is None:
        return Fault(f"{text} at the end of the file" if position else text)
    return Fault(text, line=int(position[1]), column=int(position[2]))


def _section_of(document: Mapping[str, Any]) -> dict[str, Any] | Fault | None:
    """`[tool.fastapi-lint]`; None if there is no such section, a fault if it is misspelt or no table."""
    tools = document.get("tool", {})
    if not isinstance(tools, dict):
        return None
    for name in tools:
        if name != _SECTION[1] and re.sub(r"[-_.]", "", name.lower()) == "fastapilint":
            return Fault(f"unknown section, did you mean `{'.'.join(_SECTION)}`?", f"tool.{name}")
    section = tools.get(_SECTION[1])
    if section is not None and not isinstance(section, dict):
        return Fault("must be a table", ".".join(_SECTION))
    return section


def _misplaced(document: Mapping[str, Any]) -> Fault | None:
    """The section's header copied into the tool's own file."""
    if "tool" not in document:
        return None
    return Fault(f"only {PYPROJECT} has such a section; here the keys stand at the top level", "tool")
