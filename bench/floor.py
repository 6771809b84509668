"""What a cold check cannot do without: what it imports, `ast` of every file, and LibCST of what it opens. No analysis.

    python bench/floor.py record SEEN -- ARGUMENTS OF fastapi-lint
    python bench/floor.py take SEEN FILES
    python bench/floor.py imports SEEN

`record` checks as the command line does and notes which modules are imported and which texts LibCST is given. `take`
does that, and parses the files that are listed in FILES, once each, with `ast`: the least that a checker made of these
parts takes, before it has looked at anything. Own modules are imported too, for they have to be read as well.
`imports` imports alone, which is the least after an edit for which a slice has to be opened.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any


def record(seen: Path, arguments: list[str]) -> None:
    """Check, and note what was imported and what LibCST has parsed."""
    import libcst

    from fastapi_lint.cli.main import main

    texts: list[str] = []
    parse = libcst.parse_module

    def noting(source: Any, *more: Any, **named: Any) -> libcst.Module:
        texts.append(source if isinstance(source, str) else source.decode())
        return parse(source, *more, **named)

    libcst.parse_module = noting
    sys.argv = ["fastapi-lint", *arguments]
    with contextlib.suppress(SystemExit):
        main()
    modules = [name for name in sys.modules if name != "__main__" and (texts or not name.startswith("libcst"))]
    seen.write_text(json.dumps({"modules": modules, "texts": texts}))


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
        case ["imports", seen]:
            imports(Path(seen))
        case _:
            raise SystemExit(__doc__)
