"""From files to facts: discovers, reads and extracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi_lint.engine.extraction import extract_all
from fastapi_lint.engine.request import Request
from fastapi_lint.model.facts import ModuleFacts
from fastapi_lint.model.problem import Problem
from fastapi_lint.project.resolve.modules import Module
from fastapi_lint.source.discovery import Discovery, discover
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.texts import Texts
from fastapi_lint.source.walking import DEFAULT_EXCLUDE


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of a project's files before they are linked. `texts` is keyed by path; `excluded` are files and
    folders that the configuration leaves out."""

    modules: tuple[Module, ...]
    texts: Texts
    problems: tuple[Problem, ...]
    excluded: tuple[str, ...] = ()


def load_sources(request: Request) -> Sources:
    """Texts and facts of all files of the project, in order of path, and problems of those that have none."""
    files = Files(request.root) if request.files is None else request.files
    discovered = _discovered(request, files)
    found, problems = discovered.files, list(discovered.problems)
    texts = Texts()
    unreadable: set[str] = set()
    for source in found:
        files.need(source.path)
        text = files.read(source.path)
        if isinstance(text, Problem):
            problems.append(text)
            unreadable.add(source.path)
            texts.put(source.path, "")
        else:
            texts.put(source.path, text.text)
    extracted = _facts_of(texts.without(unreadable), request)
    texts.pack()
    problems.extend(each for each in extracted.values() if isinstance(each, Problem))
    modules = (
        Module(source.path, (source.module, *source.alternates), source.is_package, facts)
        for source in found
        if isinstance(facts := extracted.get(source.path), ModuleFacts)
    )
    return Sources(tuple(modules), texts, tuple(problems), discovered.excluded)


def _facts_of(texts: Texts, request: Request) -> dict[str, ModuleFacts | Problem]:
    """What each of these files says, from earlier runs where they have said so, or why it cannot be analysed."""
    if request.store is None:
        return extract_all(texts, request)
    known = request.store.facts_of(texts)
    made = extract_all(texts.without(known.found), request)
    known.add(made)
    return {**known.found, **made}


def imports_of(modules: Iterable[Module]) -> tuple[str, ...]:
    """The dotted names that the modules import from elsewhere, sorted."""
    return tuple(sorted({name for module in modules for name in _imported(module.facts)}))


def _discovered(request: Request, files: Files) -> Discovery:
    settings = request.settings
    if files.tree.root is None:
        return Discovery(files.sources(settings.src))
    return discover(
        [*(request.paths or (request.root,)), *request.only],
        request.root,
        exclude=DEFAULT_EXCLUDE if settings.exclude is None else settings.exclude,
        extend_exclude=settings.extend_exclude,
        respect_gitignore=settings.respect_gitignore,
        force_exclude=settings.force_exclude,
        import_roots=settings.src,
        files=files,
    )


def _imported(facts: ModuleFacts) -> Iterator[str]:
    for target in {one.target for one in facts.names().imports}:
        if not target.level:
            yield target.module
            if target.name is not None and target.name != "*":
                yield f"{target.module}.{target.name}"
