"""Routes as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fastapi import Depends, Header


class Spec(NamedTuple):
    path: str
    endpoint: Callable[..., Any]
    methods: Sequence[str] = ("GET",)
    tags: list[str] | None = None


@dataclass
class Group:
    prefix: str
    specs: list[Spec]
    dependencies: list[Any] = field(default_factory=list)
    hidden: bool = False


def officer(x_officer: str = Header("")) -> str:
    return x_officer


ONLY_OFFICERS = [Depends(officer)]
