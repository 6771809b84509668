"""The effective configuration of the working directory's project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fastapi_lint.cli.check import CheckOptions
from fastapi_lint.cli.checking import settings_of
from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.for_file import for_file, inside
from fastapi_lint.cli.misplaced import failure_of
from fastapi_lint.cli.outputs import DEFAULT
from fastapi_lint.config.effective import effective
from fastapi_lint.config.error import ConfigError
from fastapi_lint.config.loading import config_text
from fastapi_lint.config.targets import project_versions
from fastapi_lint.engine.cache.places import default_folder
from fastapi_lint.engine.jobs import usable_cores
from fastapi_lint.engine.run import load_rules
from fastapi_lint.engine.select import selection_of
from fastapi_lint.engine.usage import UsageError
from fastapi_lint.model.configuration import EffectiveConfiguration, VersionInUse
from fastapi_lint.source.project_root import find_root
from fastapi_lint.source.walking import DEFAULT_EXCLUDE


def effective_configuration(
    options: CheckOptions, given: Mapping[str, str], path: str | None = None
) -> EffectiveConfiguration:
    """What the options of `check` make of the project's configuration, for all files or for the one at `path`; `given`
    are the keys that were set there, by what. Raises Failure if the configuration is wrong."""
    root = find_root()
    settings = settings_of(options, root)
    try:
        selection = selection_of(settings, load_rules().all)
    except UsageError as error:
        raise failure_of(error, settings, root, (*options.select, *options.extend_select, *options.ignore)) from error
    file = None if options.no_config else config_text(root, None if options.config is None else Path(options.config))
    if isinstance(file, ConfigError):
        raise Failure(str(file))
    settings = replace(settings, jobs=options.jobs or settings.jobs, cache_dir=options.cache_dir or settings.cache_dir)
    found = effective(settings, file, given, _defaults())
    if path is not None:
        found = tuple(for_file(found, inside(path, root), settings, selection, file))
    versions = project_versions(root, settings.target)
    return EffectiveConfiguration(
        root=str(root.resolve()),
        source=settings.source,
        settings=found,
        versions=tuple(
            VersionInUse(each.package, each.version, each.is_exact, each.below, each.file) for each in versions.origins
        ),
        unread=versions.unread,
    )


def _defaults() -> dict[str, object]:
    """What takes the place of keys that nobody set and that have no default of their own."""
    return {
        "exclude": list(DEFAULT_EXCLUDE),
        "output-format": DEFAULT,
        "jobs": usable_cores(),
        "cache-dir": default_folder(),
    }
