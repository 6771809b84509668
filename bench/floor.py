"""What a cold check cannot do without: what it imports, `ast` of every file, and LibCST of what it opens. No analysis.

    python bench/floor.py record SEEN -- ARGUMENTS OF fastapi-lint
    python bench/floor.py take SEEN FILES
    python bench/floor.py hold SEEN FILES
    python bench/floor.py imports SEEN

`record` checks as the command line does and notes which modules are imported and which texts LibCST is given. `take`
does that, and parses the files that are listed in FILES, once each, with `ast`: the least that a checker made of these
parts takes, before it has looked at anything. Own modules are imported too, for they have to be read as well.
`hold` is the same for memory: it has the facts of all files at once, with the bodies open that the check has opened.
`imports` imports alone, which is the least after an edit for which a slice has to be opened.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any


def record(seen: Path, arguments: list[str]) -> None:
    """Check, and note what was imported and what LibCST has parsed."""
    import libcst

    from fastapi_lint.cli.main import main
    from fastapi_lint.engine import collect, pipeline

    texts: list[str] = []
    opened: dict[str, list[int]] = {}
    parse, load = libcst.parse_module, collect.collect

    def noting(source: Any, *more: Any, **named: Any) -> libcst.Module:
        texts.append(source if isinstance(source, str) else source.decode())
        return parse(source, *more, **named)

    def watching(project: Any, sources: Any, rules: Any, request: Any, attempt: Any) -> Any:
        found = load(project, sources, rules, request, attempt)
        for module in project.table.modules:
            definitions = enumerate(module.facts.definitions)
            opened[os.path.realpath(request.root / module.path)] = [
                number for number, each in definitions if each.is_read
            ]
        return found

    libcst.parse_module = noting
    pipeline.collect = watching
    sys.argv = ["fastapi-lint", *arguments]
    with contextlib.suppress(SystemExit):
        main()
    modules = [name for name in sys.modules if name != "__main__" and (texts or not name.startswith("libcst"))]
    seen.write_text(json.dumps({"modules": modules, "texts": texts, "opened": opened}))


def imports(seen: Path) -> list[str]:
    """Import what was recorded; the texts that are to be parsed."""
    noted = json.loads(seen.read_text())
    for name in noted["modules"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    texts: list[str] = noted["texts"]
    return texts


def take(seen: Path, listed: Path) -> None:
    """Do what was recorded, and nothing with it."""
    texts = imports(seen)
    for name in listed.read_text().splitlines():
        with contextlib.suppress(SyntaxError, ValueError):
            ast.parse(Path(name).read_bytes())
    _parse(texts)


def hold(seen: Path, listed: Path) -> None:
    """Hold the facts that were recorded, open, and parse the texts; nothing else."""
    texts = imports(seen)
    from fastapi_lint.facts import codec
    from fastapi_lint.facts.extract import extract_facts
    from fastapi_lint.model.facts import ModuleFacts

    gc.disable()  # as in a check
    packed: dict[str, bytes] = {}
    for name in listed.read_text().splitlines():
        made = extract_facts(Path(name).read_text(encoding="utf-8", errors="replace"), name)
        if isinstance(made, ModuleFacts):
            packed[os.path.realpath(name)] = codec.encode(made)
    held = {name: codec.decode(packed.pop(name)) for name in tuple(packed)}
    for name, numbers in json.loads(seen.read_text())["opened"].items():
        for number in numbers if name in held else ():
            assert held[name].definitions[number].body
    _parse(texts)


def _parse(texts: list[str]) -> None:
    if texts:
        parse = importlib.import_module("libcst").parse_module
        for text in texts:
            parse(text)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", seen, "--", *arguments]:
            record(Path(seen), arguments)
        case ["take", seen, listed]:
            take(Path(seen), Path(listed))
        case ["hold", seen, listed]:
            hold(Path(seen), Path(listed))
        case ["imports", seen]:
            imports(Path(seen))
        case _:
            raise SystemExit(__doc__)
