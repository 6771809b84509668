"""What of a project is better left alone, by what is in it: for a first configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

_VENDORED = frozenset({"vendor", "_vendor", "vendored", "third_party", "thirdparty", "3rdparty", "extern"})
_SHOWN = frozenset({"examples", "example", "samples", "demo", "demos", "docs", "docs_src", "notebooks", "cookbook"})
_TESTS = frozenset({"test", "tests", "testing"})
_GENERATED = re.compile(
    r"""^[\s#"'*!]*(?:this\s(?:file|module|code)\s(?:was|is|has\sbeen)\s)?
    (?:@generated|(?:auto-?|automatically\s|code\s)generated|generated\s(?:by|with|from|protocol))""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_FEW = 3  # files of a folder that are named one by one


class Proposal(NamedTuple):
    """A pattern in gitignore syntax, and why. Files that match are left out, or, where they are context, analysed with
    the rest but not reported on."""

    pattern: str
    reason: str
    is_context: bool
    files: int


def proposals(
    paths: Sequence[str], findings: Mapping[str, int], applications: Collection[str], head: Callable[[str], str]
) -> tuple[Proposal, ...]:
    """What to propose for a project.

    `paths` are its files, `findings` says how many there are in each that has some, `applications` are the files in
    which applications are made, and `head` gives the first lines of a file.
    """
    found: dict[str, Proposal] = {}
    for path in paths:
        folder = _migrations(path, paths)
        if folder is not None:
            found.setdefault(folder, Proposal(folder, "migrations, which no request runs", False, 0))
    by_name = _by_folder_names(paths, findings, applications)
    generated = [path for path in findings if not _is_below(path, [*found, *by_name]) and _is_generated(head(path))]
    every = {**found, **by_name, **_grouped(generated, findings)}
    return tuple(
        each._replace(files=sum(_is_below(path, [pattern]) for path in paths))
        for pattern, each in sorted(every.items(), key=lambda item: (item[1].is_context, item[0]))
    )


def _migrations(path: str, paths: Collection[str]) -> str | None:
    """The folder of revisions, if the file is one of Alembic's."""
    folder, _, _ = path.rpartition("/")
    above, _, name = folder.rpartition("/")
    is_alembic = name == "versions" and (f"{above}/env.py" if above else "env.py") in paths
    return f"{folder}/" if is_alembic else None


def _by_folder_names(
    paths: Sequence[str], findings: Mapping[str, int], applications: Collection[str]
) -> dict[str, Proposal]:
    """Folders that are called as tests, examples and code of others are, if they would be heard of.

    Within the package of an application `cookbook` or `samples` may well be what it is about.
    """
    found: dict[str, Proposal] = {}
    real = [path for path in applications if not {*path.split("/")[:-1]} & (_SHOWN | _TESTS)]
    packages = tuple({f"{folder}/" for path in real if (folder := path.rpartition("/")[0])})
    for path in paths:
        told = path in findings
        folders = path.split("/")[:-1]
        for depth, name in enumerate(folders, 1):
            pattern = f"{'/'.join(folders[:depth])}/"
            if name in _TESTS and told:
                found.setdefault(pattern, Proposal(pattern, "tests, which serve nobody", True, 0))
            elif name in _VENDORED and told:
                found.setdefault(pattern, Proposal(pattern, "code of others, known but not reported on", True, 0))
            elif name in _SHOWN and real and (told or path in applications) and not pattern.startswith(packages):
                found.setdefault(pattern, Proposal(pattern, "examples, which are not what is served", False, 0))
            else:
                continue
            break
    return found


def _is_generated(text: str) -> bool:
    return _GENERATED.search("\n".join(text.splitlines()[:8])) is not None


def _grouped(generated: Sequence[str], findings: Mapping[str, int]) -> dict[str, Proposal]:
    """Files one by one, or their folder if there are several and no other of its files would be heard of."""
    by_folder: dict[str, list[str]] = {}
    for path in generated:
        by_folder.setdefault(path.rpartition("/")[0], []).append(path)
    found: dict[str, Proposal] = {}
    for folder, paths in by_folder.items():
        others = [path for path in findings if path.startswith(f"{folder}/") and path not in generated]
        patterns = [f"{folder}/"] if folder and len(paths) > _FEW and not others else paths
        for pattern in patterns:
            found[pattern] = Proposal(pattern, "generated code, known but not reported on", True, 0)
    return found


def _is_below(path: str, patterns: Collection[str]) -> bool:
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in patterns)
