"""The texts of a project's files, kept small: few are looked at after their facts are known."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping

LARGE = 3_000_000
"""Characters from which on texts are packed, which takes a hundredth of a second for a megabyte."""


class Texts(Mapping[str, str]):
    """Texts by path; `sizes` has the number of characters of each."""

    def __init__(self) -> None:
        self._encoded: dict[str, bytes] = {}
        self._packed: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}

    def put(self, path: str, text: str) -> None:
        """Keep a text."""
        self._encoded[path] = text.encode("utf-8", "surrogatepass")
        self.sizes[path] = len(text)

    def pack(self) -> None:
        """Make them a quarter as large if there are many, now that few are looked at."""
        if sum(self.sizes.values()) < LARGE:
            return
        while self._encoded:
            path, encoded = self._encoded.popitem()
            self._packed[path] = zlib.compress(encoded, zlib.Z_BEST_SPEED)

    def without(self, paths: Collection[str]) -> Texts:
        """The texts of other files than these."""
        others = Texts()
        others._encoded = {path: encoded for path, encoded in self._encoded.items() if path not in paths}
        others._packed = {path: packed for path, packed in self._packed.items() if path not in paths}
        others.sizes = {path: size for path, size in self.sizes.items() if path not in paths}
        return others

    def __getitem__(self, path: str) -> str:
        encoded = self._encoded.get(path)
        return (zlib.decompress(self._packed[path]) if encoded is None else encoded).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)
