"""The texts of a project's files, kept small: few are looked at after their facts are known."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping


class Texts(Mapping[str, str]):
    """Texts by path, packed to a quarter while nobody looks at them (a hundredth of a second for a megabyte).

    `sizes` has the number of characters of each.
    """

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}

    def put(self, path: str, text: str) -> None:
        """Keep a text."""
        self._packed[path] = zlib.compress(text.encode("utf-8", "surrogatepass"), zlib.Z_BEST_SPEED)
        self.sizes[path] = len(text)

    def without(self, paths: Collection[str]) -> Texts:
        """The texts of other files than these."""
        others = Texts()
        others._packed = {path: packed for path, packed in self._packed.items() if path not in paths}
        others.sizes = {path: self.sizes[path] for path in others._packed}
        return others

    def __getitem__(self, path: str) -> str:
        return zlib.decompress(self._packed[path]).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
