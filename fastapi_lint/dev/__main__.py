"""`python -m fastapi_lint.dev new-rule FAL105 some-name` and `python -m fastapi_lint.dev docs`, in a checkout."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from fastapi_lint.dev.configuration_page import write_schemas
from fastapi_lint.dev.new_rule import write_new_rule
from fastapi_lint.dev.pages import write_pages
from fastapi_lint.engine.run import load_rules
from fastapi_lint.engine.usage import UsageError

_NEXT = """
Next:
  1. {suite}: write down what is to be found and what is not.
  2. {rule}: write the manual and the hook; `fastapi_lint.api` is all that a rule imports.
  3. pytest {suite}: fails until both agree and the examples of the manual run.
  4. python -m fastapi_lint.dev docs writes its page; a line in CHANGELOG.md
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 if it is done, 2 with one line on standard error if it cannot be."""
    options = _parser().parse_args(arguments)
    try:
        said = _new_rule(options) if options.command == "new-rule" else _docs(options)
    except UsageError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(said)
    return 0


def _new_rule(options: argparse.Namespace) -> str:
    paths = write_new_rule(options.code, options.name, options.root)
    written = [path.relative_to(options.root).as_posix() for path in paths]
    lines = "".join(f"wrote {path}\n" for path in written)
    return lines + _NEXT.format(rule=written[0], suite=written[1])


def _docs(options: argparse.Namespace) -> str:
    registry = load_rules()
    if registry.problems:
        raise UsageError("; ".join(problem.message for problem in registry.problems))
    own = [rule for rule in registry.all if rule.code.startswith("FAL")]
    pages = write_pages(own, options.root / "docs")
    schemas = write_schemas(options.root / "fastapi_lint" / "config")
    return f"wrote {len(pages)} pages to docs/ and {len(schemas)} schemas to fastapi_lint/config/\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fastapi_lint.dev", description="For those who write rules.")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout; by default the working directory")
    commands = parser.add_subparsers(dest="command", required=True)
    new_rule = commands.add_parser("new-rule", help="write the beginnings of a rule and of its suite")
    new_rule.add_argument("code", help="such as FAL105; the hundreds choose the family")
    new_rule.add_argument("name", help="such as blocking-call")
    commands.add_parser("docs", help="write docs/rules/ and docs/json.md from the code")
    return parser


if __name__ == "__main__":
    sys.exit(main())
