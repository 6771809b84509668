"""Path templates: what a path with parameters matches (starlette/routing.py, compile_path)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

_PARAMETER = re.compile(r"{([a-zA-Z_][a-zA-Z0-9_]*)(:[a-zA-Z_][a-zA-Z0-9_]*)?}")
_UUID = "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
_CONVERTORS = {"str": "[^/]+", "path": ".*", "int": "[0-9]+", "float": r"[0-9]+(?:\.[0-9]+)?", "uuid": _UUID}
"""starlette/convertors.py; others may be registered, of which nothing is known."""

_SAMPLES = {
    "str": ("~",),
    "path": ("", "~", "~/~"),
    "int": ("7",),
    "float": ("7", "7.5"),
    "uuid": ("f" * 8 + "-ffff-ffff-ffff-" + "f" * 12,),
}
"""What a parameter may stand for: whatever matches all of these matches whatever the parameter does."""

_MOST_SAMPLES = 24


class Parameter(NamedTuple):
    """A parameter of a path and its convertor."""

    name: str
    convertor: str


class Template(NamedTuple):
    """A path: the text before, between and behind its parameters."""

    texts: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def is_known(self) -> bool:
        """True if it has no convertor of the project's own."""
        return all(parameter.convertor in _CONVERTORS for parameter in self.parameters)

    @property
    def shape(self) -> str:
        """The path without the names of its parameters: equal for paths that match the same."""
        holes = [f"{{:{parameter.convertor}}}" for parameter in self.parameters]
        return "".join(text + hole for text, hole in zip(self.texts, [*holes, ""], strict=True))

    @property
    def segments(self) -> tuple[str, ...]:
        """The regular expressions of its segments; one for all that follows a parameter that may hold slashes."""
        marks = [f"\0{number}\0" for number in range(len(self.parameters))]
        parts = "".join(text + mark for text, mark in zip(self.texts, [*marks, ""], strict=True)).split("/")
        for index, part in enumerate(parts):
            if any(self.parameters[number].convertor == "path" for number in _marked(part)):
                parts[index:] = ["/".join(parts[index:])]
                break
        return tuple(self._expression(part) for part in parts)

    def _expression(self, part: str) -> str:
        pieces = re.split("\0(\\d+)\0", part)
        named = [re.escape(pieces[0])]
        for number, text in zip(pieces[1::2], pieces[2::2], strict=True):
            named += [f"({_CONVERTORS[self.parameters[int(number)].convertor]})", re.escape(text)]
        return "".join(named)

    def samples(self) -> Iterator[str]:
        """Paths that it matches; whoever matches all of them matches all that it does."""
        choices = [_SAMPLES[parameter.convertor] for parameter in self.parameters]
        for number, chosen in enumerate(product(*choices)):
            if number == _MOST_SAMPLES:
                return
            yield "".join(text + each for text, each in zip(self.texts, [*chosen, ""], strict=True))

    def values(self, path: str) -> dict[str, str]:
        """What its parameters are on a path that it matches."""
        found = re.fullmatch("/".join(self.segments), path)
        return dict(zip((one.name for one in self.parameters), found.groups(), strict=True)) if found else {}


@lru_cache(maxsize=4096)
def template_of(path: str) -> Template:
    """The template that a path is."""
    pieces = _PARAMETER.split(path)
    named = zip(pieces[1::3], pieces[2::3], strict=True)
    parameters = tuple(Parameter(name, (convertor or ":str")[1:]) for name, convertor in named)
    return Template(tuple(pieces[::3]), parameters)


def below(path: str) -> str:
    """The template of all that a mount takes."""
    return path.rstrip("/") + "/{path:path}"


def _marked(part: str) -> list[int]:
    return [int(number) for number in re.findall("\0(\\d+)\0", part)]
