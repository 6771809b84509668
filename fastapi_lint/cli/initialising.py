"""What `init` does: look at the project, propose, and write what was not there."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fastapi_lint.cli.exits import CLEAN, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.hook import CONFIG as HOOKS
from fastapi_lint.cli.hook import with_hook
from fastapi_lint.cli.init import InitOptions
from fastapi_lint.cli.outlook import Outlook, look_at, told
from fastapi_lint.cli.output import Output
from fastapi_lint.cli.writing import refuse_unwritable, write_file
from fastapi_lint.config.error import ConfigError
from fastapi_lint.config.loading import OWN_FILE, PYPROJECT, ConfigText, config_text
from fastapi_lint.config.section import UnfitError, has_section, section_text, with_section
from fastapi_lint.engine.gate.baseline_file import NAME as BASELINE
from fastapi_lint.engine.manual import DOCUMENTATION
from fastapi_lint.render.printable import printable
from fastapi_lint.source.project_root import find_root

_TOO_MANY = 10  # findings: fewer are mended rather than kept as known
GUIDE = f"{DOCUMENTATION}/configuration/"


class Change(NamedTuple):
    """A file that is to be written: how it is shown, and its text before (None: there is none) and after."""

    file: Path
    shown: str
    before: str | None
    after: str

    def diff(self) -> str:
        """The change as a unified diff."""
        old, new = (self.before or "").splitlines(keepends=True), self.after.splitlines(keepends=True)
        origin = "/dev/null" if self.before is None else f"a/{self.shown}"
        lines = difflib.unified_diff(old, new, origin, f"b/{self.shown}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def initialised(options: InitOptions) -> int:
    """Run `init`; the result is its exit code."""
    root = find_root()
    file = _file(options, root)
    before = _text(file)
    _refuse(options, root, file, before)
    if not (options.diff or options.dry_run):
        refuse_unwritable(str(file))
    hooks = _hooks(root) if options.pre_commit else None
    outlook = look_at(root, options)
    changes = [_section(file, root, before, outlook), *([] if hooks is None else [hooks])]
    changes = [change for change in changes if change.after != change.before]
    if options.diff:
        _show_diff("".join(change.diff() for change in changes))
        return _code(outlook)
    for change in () if options.dry_run else changes:
        write_file(str(change.file), change.after.encode("utf-8"))
    output = Output(sys.stdout, None)
    for line in (*told(outlook), "", *_done(changes, options, outlook)):
        output.write(printable(line, output.encoding))
    return _code(outlook)


def _show_diff(diff: str) -> None:
    """Print a diff: byte for byte for programs that apply it, safe for a terminal."""
    output = Output(sys.stdout, None)
    if not sys.stdout.isatty():
        output.write_bytes(diff.encode("utf-8"))
        return
    for line in diff.splitlines():
        output.write(printable(line, output.encoding))


def _file(options: InitOptions, root: Path) -> Path:
    """The file that the section goes to."""
    if options.file is not None:
        file = Path.cwd() / options.file
        if file.suffix != ".toml":
            raise Failure(f"`{options.file}` is no TOML file", f"give `{PYPROJECT}` or `{OWN_FILE}`")
        return file
    has_own = (root / OWN_FILE).exists()
    return root / (PYPROJECT if (root / PYPROJECT).exists() and not has_own else OWN_FILE)


def _text(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Failure(f"cannot read `{file.name}`: {(error.strerror or type(error).__name__).lower()}") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{file.name}: is not valid UTF-8 (byte {error.start + 1}), which TOML must be") from error


def _refuse(options: InitOptions, root: Path, file: Path, before: str | None) -> None:
    """Raise Failure if the file is broken, has a section, or would not be read."""
    if not file.resolve().is_relative_to(root.resolve()):
        raise Failure(f"`{file}` lies outside the project `{root}`")
    found = config_text(root, file) if before is not None else None
    if isinstance(found, ConfigError):
        raise Failure(str(ConfigError(file.name, found.faults)))
    if file.name == PYPROJECT and (root / OWN_FILE).exists():
        raise Failure(f"`{OWN_FILE}` is there and counts alone", f"remove it, or leave out `--file {PYPROJECT}`")
    line = _line_of_section(file, found)
    if line is not None and not (options.force or options.diff or options.dry_run):
        hint = "`--force` writes it anew, `--diff` shows how; `fastapi-lint config show` tells what it comes to"
        raise Failure(f"{file.name}:{line}: there is a configuration already", hint)


def _line_of_section(file: Path, found: ConfigText | None) -> int | None:
    if found is None or found.section is None:
        return None
    if file.name == PYPROJECT:
        return has_section(found.text)
    return 1 if found.section else None


def _section(file: Path, root: Path, before: str | None, outlook: Outlook) -> Change:
    is_pyproject = file.name == PYPROJECT
    section = section_text(outlook.proposals, GUIDE, pyproject=is_pyproject, knows_version=outlook.knows_version)
    shown = file.resolve().relative_to(root.resolve()).as_posix()
    if not is_pyproject:
        return Change(file, shown, before, section)
    try:
        return Change(file, shown, before, with_section(before or "", section))
    except UnfitError as error:
        raise Failure(f"{shown}: cannot add a section: {error}", f"`--file {OWN_FILE}` keeps it apart") from error


def _hooks(root: Path) -> Change:
    file = root / HOOKS
    before = _text(file)
    return Change(file, HOOKS, before, with_hook(before))


def _done(changes: list[Change], options: InitOptions, outlook: Outlook) -> Iterator[str]:
    verb = "Would write" if options.dry_run else "Wrote"
    settings = [change for change in changes if change.shown != HOOKS]
    for change in settings:
        yield f"{verb} a configuration to {change.shown}."
        if Path(change.shown).name not in (PYPROJECT, OWN_FILE) or "/" in change.shown:
            yield f"  It is read where `--config {change.shown}` is given."
    for each in outlook.proposals if settings else ():
        what = "reports nothing on" if each.is_context else "leaves out"
        yield f"  It {what} {each.pattern} ({each.files:,} file{'' if each.files == 1 else 's'}): {each.reason}."
    if len(settings) < len(changes):
        yield f"{verb} the hook to {HOOKS}."
    if not changes:
        yield "Nothing is to be changed."
    yield from ("", *_next_steps(outlook))


def _next_steps(outlook: Outlook) -> Iterator[str]:
    yield "Next:"
    yield "  fastapi-lint check              shows what is found, how it is reached and what helps"
    if outlook.failing > _TOO_MANY and not (Path(outlook.report.root) / BASELINE).exists():
        many = f"the {outlook.failing:,} that make a check fail"
        yield f"  fastapi-lint baseline create    keeps {many} as known, so that only new ones count"
    yield "  fastapi-lint config show        tells what each setting comes to"


def _code(outlook: Outlook) -> int:
    return INCOMPLETE if outlook.is_incomplete else CLEAN
