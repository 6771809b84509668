"""What rules found at the nodes of sites, kept under all that it is made from: the text of the site, its dossier, who
looked, and the text of the whole file where a fix has looked at its imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Flag
from typing import TYPE_CHECKING, Any

import msgspec

from fastapi_lint.engine.cache.folder import UnusableError
from fastapi_lint.engine.cache.places import FINDINGS
from fastapi_lint.model.digest import blake2b
from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.later import Views
from fastapi_lint.syntax.slices import cut
from fastapi_lint.syntax.visit import Look, Looked

if TYPE_CHECKING:
    from fastapi_lint.engine.cache.store import Store

News = tuple[tuple[str, bytes], ...]
"""Results under their keys; nothing for those that were kept already, and were used."""


class KnownFindings:
    """The results of a project. Processes that are forked off tell what is new to them by `news`, which their parent
    takes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelf = store.shelf(FINDINGS)
        self._made: dict[str, bytes] = {}
        self._told: set[str] = set()
        self._file: tuple[Sequence[str], bytes] = ((), b"")

    def recall(self, lines: Sequence[str], dossier: Dossier, look: Look) -> Looked:
        """What is found at a site by those who look, from earlier if the same was looked at by the same."""
        key = key_of(lines, dossier, look)
        in_file = _joined(key, self._digest_of(lines))
        known = self._read(key) or self._read(in_file)
        if known is None:
            known = look()
            if known.is_clean:
                self._made[in_file if known.rests_on_file else key] = _encode(known)
        return known

    def _digest_of(self, lines: Sequence[str]) -> bytes:
        """What identifies a whole file; sites come file by file."""
        if self._file[0] is not lines:
            self._file = lines, blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=20).digest()
        return self._file[1]

    def news(self) -> News:
        """What came in since this was last asked."""
        used = () if self._shelf is None else self._shelf.used
        found = {**dict.fromkeys(used, b""), **self._made}
        new = tuple((key, data) for key, data in sorted(found.items()) if key not in self._told)
        self._told.update(found)
        return new

    def take(self, news: Iterable[tuple[str, bytes]]) -> None:
        """Take what another process tells."""
        for key, data in news:
            if data:
                self._made[key] = data
            elif self._shelf is not None:
                self._shelf.use(key)

    def save(self) -> None:
        """Keep what is new."""
        if self._shelf is None:
            return
        if self._shelf.is_damaged:
            self._store.distrust()
        try:
            if self._made:
                self._shelf.save(self._made.items())
        except UnusableError as error:
            self._store.tell(f"nothing can be kept in the cache: {error}")
        self._shelf.close()

    def _read(self, key: str) -> Looked | None:
        data = self._made.get(key) or (None if self._shelf is None else self._shelf.get(key))
        try:
            return None if data is None else _decoder.decode(data)
        except (msgspec.DecodeError, ValueError):
            self._store.distrust()
            return None


def key_of(lines: Sequence[str], dossier: Dossier, look: Look) -> str:
    """What identifies all that is looked at, and who looks."""
    spots = None if look.lines is None else sorted(look.lines)
    plain = tuple(map(_plain, dossier))
    return blake2b(_encode((look.rules, spots, cut(lines, dossier).text, plain)), digest_size=20).hexdigest()


def _joined(key: str, digest: bytes) -> str:
    return blake2b(key.encode() + digest, digest_size=20).hexdigest()


def _plain(part: Any) -> Any:
    if isinstance(part, Views):
        return part.all()
    return part._value_ if isinstance(part, Flag) else part


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Looked)
