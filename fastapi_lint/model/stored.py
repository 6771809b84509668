"""Facts as bytes: msgpack, read back into the very types of the model and refused where it does not fit them.

Reading can neither execute anything nor make an object that facts do not have.
"""

from __future__ import annotations

import sys
from typing import Any, TypeVar

from msgspec import DecodeError
from msgspec.msgpack import Decoder, Encoder

T = TypeVar("T")

_ENCODER = Encoder()

_ROOM = 1000
"""Levels of the decoder: one of syntax takes three at most, and facts/guard.py lets 200 of them pass."""


class DamagedFacts(ValueError):
    """Bytes that are no facts, or facts whose parts do not fit one another."""


def write(part: object) -> bytes:
    """A part of facts as bytes: the same for equal parts."""
    return _ENCODER.encode(part)


def read(data: bytes, kind: type[T]) -> T:
    """The part of facts that bytes are; `DamagedFacts` if they are none of this kind."""
    try:
        try:
            part: T = _decoder(kind).decode(data)
        except RecursionError:  # perhaps no fault of the bytes, but of how deep the caller is
            part = _with_room(_decoder(kind), data)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedFacts(f"not stored facts: {error}") from None
    return part


def _with_room(decoder: Decoder[T], data: bytes) -> T:
    """What is nested as deep as facts can be may be read anywhere."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + _ROOM)
    try:
        return decoder.decode(data)
    finally:
        sys.setrecursionlimit(limit)


def _decoder(kind: Any) -> Decoder[Any]:
    """Made when it is first needed: it resolves the type hints of all that the kind may hold."""
    if kind not in _DECODERS:
        _DECODERS[kind] = Decoder(kind)
    return _DECODERS[kind]


_DECODERS: dict[Any, Decoder[Any]] = {}
