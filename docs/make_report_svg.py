"""Draw `docs/images/report.svg`: what `fastapi-lint check` shows for the example application, as the README has it.

Run it from anywhere after the report has changed: `python docs/make_report_svg.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.page import Page
from fastapi_lint.render.places import Standpoint
from fastapi_lint.render.summary import summary
from fastapi_lint.render.text import findings
from fastapi_lint.source.overlay import Files

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "bookshop"
PICTURE = ROOT / "docs" / "images" / "report.svg"
WIDTH = 104
SHOWN = ("FAL101", "FAL103", "FAL201")  # one finding of each: a picture is looked at, not read


def main() -> None:
    """Write the picture; the same report gives the same bytes."""
    files = Files(EXAMPLE)
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print("$ fastapi-lint check examples/bookshop", style="bold green")
    report = analyse(Request(EXAMPLE, Settings(), load_rules(), files=files))
    page = Page(WIDTH, lines_of=lambda path: lines_of(files, path), standpoint=Standpoint(prefix="examples/bookshop"))
    few = replace(report, findings=tuple(chosen(report)))
    record(console, findings(few, page))
    console.print(f"(… {len(report.findings) - len(few.findings)} more findings)\n", style="dim italic")
    record(console, summary(report, page))
    svg = console.export_svg(
        title="fastapi-lint", theme=MONOKAI, code_format=without_fetched_fonts(), unique_id="report"
    )
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def record(console: Console, lines: Iterable[Text]) -> None:
    """Print lines, which are broken already, so that the console remembers them."""
    for line in lines:
        console.print(line, soft_wrap=True)


def lines_of(files: Files, path: str) -> list[str]:
    """The lines of a file of the example."""
    source = files.read(path)
    return [] if isinstance(source, Problem) else source.lines


def chosen(report: Report) -> Iterator[Finding]:
    """For each code the finding with the longest chain."""
    for code in SHOWN:
        found = [finding for finding in report.findings if finding.code == code]
        yield from sorted(found, key=lambda finding: (-len(finding.trace), finding.sort_key))[:1]


def without_fetched_fonts() -> str:
    """Rich's template without the fonts that it fetches from the net: a reader's own monospaced font does as well."""
    return re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


if __name__ == "__main__":
    main()
