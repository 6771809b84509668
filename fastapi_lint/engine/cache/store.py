"""What a run over a project hands on to the next: the texts of its files and their facts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Container, Iterable, Mapping
from itertools import groupby

from fastapi_lint import __version__
from fastapi_lint.engine.cache import forks
from fastapi_lint.engine.cache.base import Base, BaseFile, Shown
from fastapi_lint.engine.cache.findings import KnownFindings
from fastapi_lint.engine.cache.folder import UnusableError, prepare, trim
from fastapi_lint.engine.cache.places import FACTS, LAYOUT, TEXTS
from fastapi_lint.engine.cache.shelf import Shelf
from fastapi_lint.facts import codec
from fastapi_lint.model.digest import blake2b
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.report import Report
from fastapi_lint.model.stored import DamagedFacts
from fastapi_lint.project.resolve.scopes import Scope

_DAMAGED = "a file of the cache was damaged; it is made anew"


class Store:
    """The kept results of a project at `root`, made by the code that `identity` stands for.

    `note` is told in a sentence, once, why something cannot be used or kept.
    """

    def __init__(self, folder: str, root: str, identity: str, note: Callable[[str], None]) -> None:
        self._folder = folder
        self._name = shelf_name(root)
        self._identity = f"{identity} {sys.version}"
        self._note: Callable[[str], None] | None = note
        self._root = os.path.realpath(root)
        self._keys: dict[str, str] = {}
        self.is_first = not os.path.exists(os.path.join(folder, LAYOUT, FACTS, self._name))  # noqa: PTH110, PTH118
        """True if nothing is kept of earlier runs over the project."""
        self._seen: dict[str, tuple[tuple[int, ...] | None, tuple[int, ...]]] = {}

    def facts_of(self, texts: Mapping[str, str]) -> KnownFacts:
        """What is known of these files."""
        known = KnownFacts(self, texts)
        self._keys = known.keys
        return known

    def findings(self) -> KnownFindings:
        """What rules are known to find at sites."""
        return KnownFindings(self)

    def watch(self) -> None:
        """From here on bodies are asked for, by this process and by children that tell of it."""
        forks.watch()

    def linked(self, scopes: Iterable[Scope], read: Container[tuple[str, int]], shown: Container[str]) -> None:
        """Take down what the report was made from: the bodies that were asked for, by children those that were `read`,
        and the definitions whose text was `shown` to rules."""
        for path, group in groupby(scopes, lambda scope: scope.module.path):
            definitions = tuple((each.index, each) for each in group)
            opened = tuple(at for at, each in definitions if each.definition.is_read or (path, at) in read)
            texts = tuple(at for at, each in definitions if each.id in shown)
            self._seen[path] = (opened, texts) if forks.are_told_of() else (None, texts)

    def base(self, report: Report, how: Shown) -> Base | None:
        """What the report rests on; its files do not know their contents yet."""
        top = self._root.rstrip(os.sep) + os.sep
        files = {
            top + path.replace("/", os.sep): BaseFile("", self._keys[path], opened, texts)
            for path, (opened, texts) in self._seen.items()
        }
        return Base(self._root, files, report, how, self._folder, self._name, self._identity) if files else None

    def shelf(self, kind: str) -> Shelf | None:
        """The shelf of a kind, None if there can be none."""
        try:
            shelf = Shelf(os.path.join(prepare(self._folder, kind), self._name), self._identity)  # noqa: PTH118
        except UnusableError as error:
            self.tell(f"cannot use the cache `{self._folder}`: {error}")
            return None
        if shelf.is_damaged:
            self.distrust()
        return shelf

    def distrust(self) -> None:
        """Say that something in the cache is not what was written."""
        self.tell(_DAMAGED)

    def tell(self, sentence: str) -> None:
        """Pass on a sentence, unless there was one before."""
        if self._note is not None:
            self._note(sentence)
            self._note = None

    def trim(self) -> None:
        """Keep the cache small."""
        trim(self._folder)


class KnownFacts:
    """The facts of files that are kept, by path: `found`."""

    def __init__(self, store: Store, texts: Mapping[str, str]) -> None:
        self._store = store
        self._texts = texts
        self.keys = {path: digest_of(text) for path, text in texts.items()}
        self._shelf = store.shelf(FACTS)
        self.found = {path: facts for path in texts if (facts := self._read(path)) is not None}

    def add(self, made: Mapping[str, object]) -> None:
        """Keep the facts of other files, by path. What has none is no matter of the cache."""
        facts = {path: one for path, one in made.items() if isinstance(one, ModuleFacts)}
        if self._shelf is None:
            return
        try:
            if facts:
                self._shelf.save((self.keys[path], codec.encode(one)) for path, one in facts.items())
                self._keep_texts()
                self._store.trim()
        except UnusableError as error:
            self._store.tell(f"nothing can be kept in the cache: {error}")
        self._shelf.close()

    def _keep_texts(self) -> None:
        shelf = self._store.shelf(TEXTS)
        if shelf is not None:
            new = [(key, path) for path, key in self.keys.items() if not shelf.use(key)]
            shelf.save((key, self._texts[path].encode()) for key, path in new)

    def _read(self, path: str) -> ModuleFacts | None:
        data = None if self._shelf is None else self._shelf.get(self.keys[path])
        if self._shelf is not None and self._shelf.is_damaged:
            self._store.distrust()
        try:
            return None if data is None else codec.decode(data)
        except DamagedFacts:
            self._store.distrust()
            return None


def digest_of(text: str) -> str:
    """What identifies a text."""
    return blake2b(text.encode(), digest_size=20).hexdigest()


def shelf_name(root: str) -> str:
    """The name of the files for a project, with this Python and this version."""
    return blake2b(
        "\0".join((os.path.realpath(root), sys.version, __version__)).encode("utf-8", "surrogateescape"), digest_size=20
    ).hexdigest()
