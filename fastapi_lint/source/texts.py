"""The texts of a project's files, kept as they lie on the disk: as characters, one emoji takes four bytes for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


class Texts(Mapping[str, str]):
    """Texts by path, encoded while nobody looks at them."""

    def __init__(self) -> None:
        self._encoded: dict[str, bytes] = {}

    def put(self, path: str, text: str) -> None:
        """Keep a text."""
        self._encoded[path] = text.encode("utf-8", "surrogatepass")

    def without(self, paths: Collection[str]) -> Texts:
        """The texts of other files than these."""
        others = Texts()
        others._encoded = {path: encoded for path, encoded in self._encoded.items() if path not in paths}
        return others

    def __getitem__(self, path: str) -> str:
        return self._encoded[path].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)
