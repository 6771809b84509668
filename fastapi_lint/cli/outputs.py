"""Which forms of the report are wanted, and where each of them goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.cli.failure import Failure, suggestion
from fastapi_lint.cli.writing import refuse_unwritable
from fastapi_lint.render.formats import FORMATS

STANDARD_OUTPUT = "-"
DEFAULT = "rich"


class Wanted(NamedTuple):
    """A format and the file it goes to; None is standard output."""

    output_format: str
    file: str | None = None


def wanted(written: Iterable[str], source: str = "") -> tuple[Wanted, ...]:
    """What `FORMAT` and `FORMAT:FILE` mean. Raises Failure for what makes no sense, also taken together, with the
    `source` it was read from."""
    where = f"{source}: " if source else ""
    outputs = tuple(_wanted(each) for each in written)
    if sum(output.file is None for output in outputs) > 1:
        raise Failure(
            f"{where}more than one output goes to standard output", "write the others to files: `FORMAT:FILE`"
        )
    files = [output.file for output in outputs if output.file is not None]
    places = [os.path.realpath(file) for file in files]
    twice = next((file for file, place in zip(files, places, strict=True) if places.count(place) > 1), None)
    if twice is not None and not _is_special(twice):
        raise Failure(f"{where}more than one output goes to `{twice}`", "give each a file of its own")
    return outputs


def below(root: Path, outputs: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Outputs whose files are relative to a folder."""
    return tuple(each if each.file is None else each._replace(file=str(root / each.file)) for each in outputs)


def refuse_unwritable_outputs(outputs: Iterable[Wanted]) -> None:
    """Raise Failure if one of the files cannot be written, as far as that can be told beforehand, or if a page that is
    made for a browser would be written on a terminal."""
    for output in outputs:
        if output.file is not None:
            refuse_unwritable(output.file)
        elif output.output_format == "html" and sys.stdout.isatty():
            raise Failure("the audit is a page for a browser", "write it to a file: `--output html:audit.html`")


def _wanted(written: str) -> Wanted:
    name, has_file, file = written.partition(":")  # the first colon: the file may have one after its drive
    if name not in FORMATS:
        raise Failure(f"`{name}` is no output format", _hint(written, name))
    if has_file and not file:
        raise Failure(f"the output `{written}` names no file", f"write `{name}:FILE`, or `{name}` for standard output")
    return Wanted(name, None if file in ("", STANDARD_OUTPUT) else file)


def _hint(written: str, name: str) -> str:
    ending = written.rpartition(".")[2]
    if ending != written and ending in FORMATS:
        return f"did you mean `{ending}:{written}`?"
    return suggestion(name, FORMATS) or f"the formats are {', '.join(FORMATS)}"


def _is_special(file: str) -> bool:
    return Path(file).exists() and not Path(file).is_file()
