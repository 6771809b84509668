"""What `check` does: settle what is asked for, analyse, show, and say with the exit code how it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.exits import CLEAN, FINDINGS, INCOMPLETE
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.first_run import first_run_hint
from fastapi_lint.cli.fix_options import is_fixing, refuse_what_makes_no_sense
from fastapi_lint.cli.interrupts import interruptible
from fastapi_lint.cli.keeping import Keeper, NoKeeper
from fastapi_lint.cli.known import baseline_of
from fastapi_lint.cli.misplaced import failure_of
from fastapi_lint.cli.outputs import DEFAULT, Wanted, below, refuse_unwritable_outputs, wanted
from fastapi_lint.cli.progress import Bar
from fastapi_lint.cli.showing import How, adds_to_step_summary, show
from fastapi_lint.config.error import ConfigError
from fastapi_lint.config.loading import load_config
from fastapi_lint.config.profiles import STRICT, with_profile
from fastapi_lint.config.settings import Override, Settings
from fastapi_lint.engine.cache.base import Base, Shown
from fastapi_lint.engine.cache.keeping import code_of
from fastapi_lint.engine.cache.places import default_folder
from fastapi_lint.engine.cache.store import Store
from fastapi_lint.engine.jobs import usable_cores
from fastapi_lint.engine.own_codes import STALE
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.finding import Severity
from fastapi_lint.model.report import Report
from fastapi_lint.render.formats import FORMATS
from fastapi_lint.render.printable import printable
from fastapi_lint.source.overlay import Files
from fastapi_lint.source.project_root import find_root

if TYPE_CHECKING:
    from fastapi_lint.cli.comparing import Change

STDIN = "-"


class Asked(NamedTuple):
    """What to analyse, and for what to report; nothing in `only` means for all."""

    root: Path
    paths: tuple[Path, ...]
    only: tuple[Path, ...]
    files: Files


def checked(options: CheckOptions, arguments: Sequence[str] | None = None) -> int:
    """Run `check`; the result is its exit code. `arguments` are those of the process, if it has no other purpose."""
    refuse_what_makes_no_sense(options)
    if is_fixing(options):
        return _fixed(options)
    may_be_kept = arguments is not None and _may_be_kept(options)
    keeper = Keeper(arguments or (), quiet=options.quiet) if may_be_kept else NoKeeper()
    with keeper:
        asked = asked_of(options)
        settings = settings_of(options, asked.root)
        outputs = _outputs(options, settings, asked.root)
        change = _change(options, asked)
        asked = asked if change is None else asked._replace(files=change.files(asked.root, asked.files))
        if change is not None or adds_to_step_summary(outputs) or any(output.file is not None for output in outputs):
            keeper.forgo()  # what git says is not kept
        request = request_of(asked, settings, options, outputs)
        keeper.note_installed(request.registry)
        report = analysed(request, options) if change is None else _on_change(change, request, options)
        code = _exit_code(report, settings.fail_on, exit_zero=options.exit_zero)
        how = _how(options, outputs, settings, code)
        keeper.hint = _hint(report, request, options, how)
        with keeper.recording:
            show(report, how, asked.files)
    keeper.keep(code, None if change is not None else _base(request, report, how))
    return code


def _hint(report: Report, request: Request, options: CheckOptions, how: How) -> str:
    """What to do next, for people who see the readable report of their project for the first time."""
    shown = [output.output_format for output in how.outputs if output.file is None]
    if shown != ["rich"] or options.quiet or options.no_config or request.store is None:
        return ""
    return first_run_hint(report, request.settings, is_first=request.store.is_first)


def _fixed(options: CheckOptions) -> int:
    """Mend, and report the rest. Nothing of it is kept: what was written is not to be written again."""
    from fastapi_lint.cli.fixing import Fixing  # noqa: PLC0415 - brings LibCST

    asked = asked_of(options)
    settings = settings_of(options, asked.root)
    outputs = _outputs(options, settings, asked.root)
    request = request_of(asked, settings, options, outputs)

    def show_rest(report: Report, files: Files) -> int:
        code = _exit_code(report, settings.fail_on, exit_zero=options.exit_zero)
        show(report, _how(options, outputs, settings, code), files)
        return code

    return Fixing(request, options, lambda each: analysed(each, options)).finish(show_rest)


def _how(options: CheckOptions, outputs: tuple[Wanted, ...], settings: Settings, code: int) -> How:
    told = options.color, options.hyperlinks, options.quiet, options.statistics, settings.fail_on
    return How(outputs, *told, code)


def _base(request: Request, report: Report, how: How) -> Base | None:
    """What the report rests on. Whether it can move with lines is known of the built-in rules alone: the messages of
    others may speak of lines, or of comments."""
    own = all(each.distribution.startswith("fastapi-lint ") for each in request.registry.registered)
    if not own or request.store is None or len(how.outputs) != 1 or report.apps is not None:
        return None
    shown = Shown(how.outputs[0].output_format, how.color, how.hyperlinks, how.quiet, how.statistics, how.fail_on)
    return request.store.base(report, shown)


def _outputs(options: CheckOptions, settings: Settings, root: Path) -> tuple[Wanted, ...]:
    """What to write, and where: as the command line says, else the configuration, else for people. Raises Failure if
    it cannot be written."""
    short = options.output_format or options.output_file
    if options.output and short:
        given = "--output-format" if options.output_format else "--output-file"
        raise Failure(f"`--output` and `{given}` exclude each other", "write `--output FORMAT:FILE`")
    if options.output:
        outputs = wanted(options.output)
    elif short or not settings.output:
        chosen = options.output_format or settings.output_format or DEFAULT
        outputs = wanted([f"{chosen}:{options.output_file}" if options.output_file else chosen])
    else:
        outputs = below(root, wanted(settings.output, f"{settings.source}: output"))
    refuse_unwritable_outputs(outputs)
    return tuple(_as_quiet(each) if options.quiet else each for each in outputs)


def _as_quiet(output: Wanted) -> Wanted:
    return output._replace(output_format="concise") if output.output_format == "rich" else output


def _may_be_kept(options: CheckOptions) -> bool:
    """True if the report is nothing but what is written to the terminal, and made from files alone."""
    from_files = STDIN not in options.paths and options.stdin_filename is None
    return from_files and not options.debug and not options.no_cache


def request_of(asked: Asked, settings: Settings, options: CheckOptions, outputs: Sequence[Wanted] = ()) -> Request:
    """The run that was asked for."""
    registry = load_rules()
    return Request(
        root=asked.root,
        settings=settings,
        registry=registry,
        paths=asked.paths,
        only=asked.only,
        files=asked.files,
        debug=options.debug,
        route_table=any(FORMATS[output.output_format].needs_routes for output in outputs),
        jobs=options.jobs or settings.jobs or usable_cores(),
        baseline=baseline_of(options, settings, asked.root),
        store=None if options.no_cache else _store(asked.root, settings, options, registry),
    )


def analysed(request: Request, options: CheckOptions) -> Report:
    """The report, with a bar on the terminal for as long as it takes."""
    with interruptible(), Bar(sys.stderr, hidden=options.quiet) as bar:
        try:
            return analyse(replace(request, progress=bar.advance))
        except UsageError as error:
            given = (*options.select, *options.extend_select, *options.ignore)
            raise failure_of(error, request.settings, request.root, given) from error


def _change(options: CheckOptions, asked: Asked) -> Change | None:
    """The change that the run is about, None if it is about all there is."""
    if options.since is None and not options.staged:
        return None
    from fastapi_lint.cli.comparing import change_of  # noqa: PLC0415 - starts processes, compares texts

    return change_of(options, asked.root)


def _on_change(change: Change, request: Request, options: CheckOptions) -> Report:
    """The report on a change. What was there before is analysed with facts that are kept as ever."""
    from fastapi_lint.cli.comparing import compared  # noqa: PLC0415
    from fastapi_lint.engine.gate.base_run import Snapshots  # noqa: PLC0415

    settings, registry = request.settings, request.registry
    folder = None if options.no_cache else _cache_folder(request.root, settings, options)

    def of_all(before: Request) -> Report:
        store = None if options.no_cache else _store(request.root, settings, options, registry)
        return analysed(replace(before, store=store), options)

    snapshots = Snapshots(folder, request.root, f"{code_of(registry)} {sys.version}")
    return compared(change, request, snapshots, of_all, partial(analysed, options=options))


def _store(root: Path, settings: Settings, options: CheckOptions, registry: Registry) -> Store:
    def note(sentence: str) -> None:
        if not options.quiet:
            sys.stderr.write(f"note: {printable(sentence)}\n")

    return Store(_cache_folder(root, settings, options), str(root), code_of(registry), note)


def _cache_folder(root: Path, settings: Settings, options: CheckOptions) -> str:
    configured = None if settings.cache_dir is None else str(root / settings.cache_dir)
    return os.path.abspath(options.cache_dir) if options.cache_dir else configured or default_folder()  # noqa: PTH100


def settings_of(options: CheckOptions, root: Path) -> Settings:
    """The configuration of the project with what the command line says on top."""
    if options.config is not None and options.no_config:
        raise Failure("`--config` and `--no-config` exclude each other")
    explicit = None if options.config is None else Path(options.config)
    found = Settings() if options.no_config else load_config(root, explicit)
    if isinstance(found, ConfigError):
        raise Failure(str(found))
    profile = _profile(options)
    found = found if profile is None else with_profile(found, profile)
    return replace(
        found,
        select=options.select or found.select,
        extend_select=() if options.select else found.extend_select,
        ignore=() if options.select else found.ignore,
        insist=(*options.select, *options.extend_select, *((STALE,) if options.error_on_stale_baseline else ())),
        refuse=options.ignore,
        extend_exclude=(*found.extend_exclude, *options.exclude),
        severity=options.severity or found.severity,
        confidence=options.confidence or found.confidence,
        fail_on=options.fail_on or found.fail_on,
        unsafe_fixes=found.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes,
        require_reason=options.require_reason or found.require_reason,
        overrides=tuple(_beneath(each, options) for each in found.overrides),
    )


def _profile(options: CheckOptions) -> str | None:
    """The profile that the command line wants, if any."""
    if options.pedantic and options.profile not in (None, STRICT):
        raise Failure("`--pedantic` and `--profile` exclude each other", "`--pedantic` means `--profile strict`")
    return STRICT if options.pedantic else options.profile


def _beneath(override: Override, options: CheckOptions) -> Override:
    """What an override of the configuration still says where the command line says something of the same."""
    return replace(
        override,
        select=None if options.select else override.select,
        extend_select=() if options.select else override.extend_select,
        severity=None if options.severity else override.severity,
        confidence=None if options.confidence else override.confidence,
    )


def asked_of(options: CheckOptions) -> Asked:
    """What the command line asks for."""
    if STDIN in options.paths or options.stdin_filename is not None:
        return _standard_input(options)
    paths = tuple(Path(path) for path in options.paths)
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise Failure("\n".join(f"there is no file or folder `{path}`" for path in missing))
    if options.only_given:
        root = find_root()
        return Asked(root, (), paths, Files(root))
    paths = paths or (Path.cwd(),)
    root = find_root(paths)
    return Asked(root, paths, (), Files(root))


def _standard_input(options: CheckOptions) -> Asked:
    """The text of one file from standard input, with the rest of its project from disk as context."""
    if options.stdin_filename is None:
        raise Failure("`-` needs `--stdin-filename`", "name the file whose text is on standard input")
    if options.paths not in ((STDIN,), ()):
        raise Failure("standard input is checked alone", "give `-` and no other path")
    file = Path(options.stdin_filename)
    root = find_root((file,))
    place = Path.cwd() / file
    if not place.resolve().is_relative_to(root.resolve()):
        raise Failure(f"`{file}` lies outside the project `{root}`")
    inside = place.resolve().relative_to(root.resolve()).as_posix()
    return Asked(root, (root,), (place,), Files(root, {inside: sys.stdin.buffer.read()}))


def _exit_code(report: Report, fail_on: str, *, exit_zero: bool) -> int:
    if fail_on == "never":
        return INCOMPLETE if report.exit_code() == INCOMPLETE else CLEAN
    code = report.exit_code(Severity(fail_on))
    return CLEAN if code == FINDINGS and exit_zero else code
