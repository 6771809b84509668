"""From files to facts: discovers, reads and extracts, one file after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi_lint.engine.request import Request
from fastapi_lint.facts.extract import extract_facts
from fastapi_lint.model.facts import ImportTarget, ModuleFacts
from fastapi_lint.model.problem import Problem
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.source.discovery import discover
from fastapi_lint.source.file import SourceFile
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.walking import DEFAULT_EXCLUDE


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of a project's files before they are linked. `texts` is keyed by path."""

    modules: tuple[Module, ...]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


def load_sources(request: Request) -> Sources:
    """Texts and facts of all files of the project, in order of path, and problems of those that have none."""
    files = Files(request.root) if request.files is None else request.files
    found, problems = _discovered(request, files)
    modules: list[Module] = []
    texts: dict[str, str] = {}
    for done, source in enumerate(found):
        request.progress("read", done, len(found))
        text, facts = _facts_of(source, files)
        texts[source.path] = text
        if isinstance(facts, Problem):
            problems.append(facts)
        else:
            modules.append(Module(source.path, (source.module, *source.alternates), source.is_package, facts))
    request.progress("read", len(found), len(found))
    return Sources(tuple(modules), texts, tuple(problems))


def imports_of(modules: Iterable[Module]) -> tuple[str, ...]:
    """The dotted names that the modules import from elsewhere, sorted."""
    return tuple(sorted({name for module in modules for name in _imported(module.facts)}))


def _discovered(request: Request, files: Files) -> tuple[tuple[SourceFile, ...], list[Problem]]:
    settings = request.settings
    if files.tree.root is None:
        return files.sources(settings.src), []
    found = discover(
        [*(request.paths or (request.root,)), *request.only],
        request.root,
        exclude=DEFAULT_EXCLUDE if settings.exclude is None else settings.exclude,
        extend_exclude=settings.extend_exclude,
        respect_gitignore=settings.respect_gitignore,
        force_exclude=settings.force_exclude,
        import_roots=settings.src,
        files=files,
    )
    return found.files, list(found.problems)


def _facts_of(source: SourceFile, files: Files) -> tuple[str, ModuleFacts | Problem]:
    """The text (empty if there is none) and what it says."""
    text = files.read(source.path)
    if isinstance(text, Problem):
        return "", text
    return text.text, extract_facts(text.text, source.path, modernise=_modernised)


def _modernised(text: str) -> str | None:
    """Newer syntax than this Python's rewritten; LibCST is imported only for a file that needs it."""
    from fastapi_lint.syntax.modernise import modernise  # noqa: PLC0415 - LibCST takes a third of a second

    return modernise(text)


def _imported(facts: ModuleFacts) -> Iterator[str]:
    for definition in facts.definitions:
        for binding in definition.body.bindings:
            target = binding.value
            if isinstance(target, ImportTarget) and not target.level:
                yield target.module
                if target.name is not None and target.name != "*":
                    yield f"{target.module}.{target.name}"
