"""The pydantic schema of the configuration. Imported only where there is a section to check or a schema to export."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self, TypeAlias

from pathspec import GitIgnoreSpec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from fastapi_lint.config.error import did_you_mean
from fastapi_lint.config.profiles import PROFILES, STRICT
from fastapi_lint.config.settings import OUTPUT_FORMATS, Override, Settings, TargetSettings


def _gitignore_pattern(line: str) -> str:
    """A line that git would silently let match nothing is refused: it was written to match something."""
    try:
        compiled = GitIgnoreSpec.from_lines([line]).patterns
    except (ValueError, IndexError, re.error):
        compiled = []
    if not any(pattern.regex for pattern in compiled):
        raise PydanticCustomError("pattern", "must be a pattern in gitignore syntax")
    return line


_OUTPUT = re.compile(rf"^({'|'.join(OUTPUT_FORMATS)})(:.+)?$")


def _output(written: str) -> str:
    """A format, or a format and a file."""
    if not _OUTPUT.match(written):
        near = did_you_mean(written.partition(":")[0], OUTPUT_FORMATS)
        raise PydanticCustomError("output", "must be a format, or `FORMAT:FILE`{near}", {"near": near})
    return written


Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)*((a|b|rc)\d+)?$", examples=["0.115.6"])]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_gitignore_pattern)]
ImportRoot = Annotated[str, Field(pattern=r"^[^/\\:][^\\:]*$", examples=["src", "backend"])]
OutputFormat = Literal["rich", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "html"]
Output = Annotated[
    str,
    AfterValidator(_output),
    Field(json_schema_extra={"pattern": _OUTPUT.pattern, "examples": ["concise", "json:report.json"]}),
]
Severity: TypeAlias = Literal["error", "warning", "info"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
Codes = Annotated[list[Annotated[str, Field(min_length=1)]], Field(examples=[["FAL1", "FAL201"]])]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Section(BaseModel):
    """A table of the configuration: kebab-case keys, no others, and no values bent to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=_kebab, use_attribute_docstrings=True)


class Target(Section):
    """Versions to assume in place of those that lock files and requirements give."""

    fastapi: Version | None = None
    """Version of FastAPI."""
    starlette: Version | None = None
    """Version of Starlette."""
    pydantic: Version | None = None
    """Version of Pydantic."""
    python: Version | None = None
    """Version of Python."""


class Suppressions(Section):
    """How `# fastapi-lint: ignore[...]` comments are held."""

    require_reason: bool = False
    """Whether a suppression must say why."""


class OverrideSection(Section):
    """Other settings for some paths. Of several that match a file the last has the last word."""

    paths: Annotated[list[Pattern], Field(min_length=1)]
    """The files and folders that this is about, in gitignore syntax relative to the root."""
    select: Codes | None = None
    """The rules to apply there, in place of those that are applied elsewhere."""
    extend_select: Codes = []
    """Rules to apply there in addition."""
    ignore: Codes = []
    """Rules not to apply there."""
    severity: Severity | None = None
    """The lowest severity to report there."""
    confidence: Confidence | None = None
    """The lowest confidence to report there."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.model_fields_set == {"paths"}:
            raise PydanticCustomError("says_nothing", "says nothing: give a key besides `paths`")
        return self

    def override(self) -> Override:
        """The same as plain data."""
        return Override(
            paths=tuple(self.paths),
            select=None if self.select is None else tuple(self.select),
            extend_select=tuple(self.extend_select),
            ignore=tuple(self.ignore),
            severity=self.severity,
            confidence=self.confidence,
        )


class Configuration(Section):
    """Settings of fastapi-lint: `[tool.fastapi-lint]` in `pyproject.toml`, or the top level of `fastapi-lint.toml`."""

    profile: Literal["default", "strict", "audit"] = "default"
    """What `select`, `confidence` and `fail-on` are if they are not set: as described for each (`default`), all rules
    at every confidence (`strict`), or the same without a baseline and without anything that fails the run (`audit`)."""
    select: Codes | None = None
    """Codes, prefixes of codes or names of the rules to apply, in place of the default set."""
    extend_select: Codes = []
    """Rules to apply in addition to `select`."""
    ignore: Codes = []
    """Rules not to apply."""
    exclude: list[Pattern] | None = None
    """Paths to leave alone, in gitignore syntax relative to the root, in place of the default excludes."""
    extend_exclude: list[Pattern] = []
    """Paths to leave alone in addition to `exclude`."""
    respect_gitignore: bool = True
    """Whether to leave alone what git ignores."""
    force_exclude: bool = False
    """Whether excludes hold even for files named on the command line."""
    severity: Severity = "info"
    """The lowest severity to report."""
    confidence: Confidence = "medium"
    """The lowest confidence to report; by default `low` in the profiles `strict` and `audit`."""
    pedantic: bool = False
    """The same as `profile = "strict"`."""
    fail_on: Literal["error", "warning", "info", "never"] = "warning"
    """The lowest severity that makes the run fail; by default `never` in the profile `audit`."""
    fixable: Codes | None = None
    """Rules whose findings may be mended by fixes, in place of all."""
    unfixable: Codes = []
    """Rules whose findings no fix mends."""
    unsafe_fixes: bool = False
    """Whether `--fix` also mends by fixes that may change what the program does, as with `--unsafe-fixes`."""
    output_format: OutputFormat | None = None
    """How to print the report."""
    output: list[Output] = []
    """Forms of the report, in place of `output-format`, each perhaps with a file, relative to the root:
    `["concise", "json:report.json"]`."""
    jobs: Annotated[int, Field(ge=1)] | None = None
    """How many processes to use at most, 1 for a single one; if not set, as many as there are processors."""
    per_path_ignores: dict[Pattern, Codes] = {}
    """Rules not to apply to paths, by patterns in gitignore syntax."""
    overrides: list[OverrideSection] = []
    """Other settings for some paths, applied in order."""
    src: list[ImportRoot] = []
    """Folders from which the project's modules are imported, relative to the root; found out if not set."""
    cache_dir: Annotated[str, Field(min_length=1)] | None = None
    """Folder for what the next run can use again, relative to the root; the user's own cache folder if not set."""
    baseline: Annotated[str, Field(min_length=1)] | None = None
    """File with the findings that are known and so not reported, relative to the root; `fastapi-lint-baseline.toml` in
    the root if not set."""
    target: Target = Target()
    suppressions: Suppressions = Suppressions()
    catalog: dict[str, Any] = {}
    """Additions to the catalogue of what libraries do: tables `calls`, `runs` and others."""

    @model_validator(mode="after")
    def _has_one_profile(self) -> Self:
        if self.pedantic and "profile" in self.model_fields_set and self.profile != STRICT:
            raise PydanticCustomError("two_profiles", "`pedantic` means the profile `strict`: give one of the two")
        return self

    def settings(self, source: str) -> Settings:
        """The same as plain data; `source` is the file it was read from."""
        chosen = STRICT if self.pedantic else self.profile
        profile, given = PROFILES[chosen], self.model_fields_set
        return Settings(
            source=source,
            profile=chosen,
            select=None if self.select is None else tuple(self.select),
            extend_select=tuple(self.extend_select),
            ignore=tuple(self.ignore),
            exclude=None if self.exclude is None else tuple(self.exclude),
            extend_exclude=tuple(self.extend_exclude),
            respect_gitignore=self.respect_gitignore,
            force_exclude=self.force_exclude,
            severity=self.severity if "severity" in given else profile.severity,
            confidence=self.confidence if "confidence" in given else profile.confidence,
            pedantic=profile.pedantic,
            fail_on=self.fail_on if "fail_on" in given else profile.fail_on,
            fixable=None if self.fixable is None else tuple(self.fixable),
            unfixable=tuple(self.unfixable),
            unsafe_fixes=self.unsafe_fixes,
            output_format=self.output_format,
            output=tuple(self.output),
            jobs=self.jobs,
            per_path_ignores=tuple((path, tuple(codes)) for path, codes in self.per_path_ignores.items()),
            overrides=tuple(each.override() for each in self.overrides),
            src=tuple(self.src),
            cache_dir=self.cache_dir,
            target=TargetSettings(**self.target.model_dump()),
            baseline=self.baseline,
            require_reason=self.suppressions.require_reason,
            catalog=self.catalog,
        )
