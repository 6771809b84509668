"""Reading the configuration, and what is said of a wrong one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_lint.cli.options import PROFILES as CHOICES
from fastapi_lint.config.error import ConfigError
from fastapi_lint.config.loading import load_config
from fastapi_lint.config.profiles import PROFILES, with_profile
from fastapi_lint.config.settings import Override, Settings, TargetSettings

EVERYTHING = """
select = ["FAL1"]
extend-select = ["FAL201"]
ignore = ["FAL104"]
exclude = ["old/"]
extend-exclude = ["*_pb2.py"]
respect-gitignore = false
force-exclude = true
severity = "warning"
confidence = "high"
pedantic = true
fail-on = "error"
fixable = ["FAL2"]
unfixable = ["FAL206"]
unsafe-fixes = true
output-format = "json"
output = ["concise", "json:report.json"]
src = ["backend"]

[per-path-ignores]
"tests/**" = ["FAL2"]
"scripts/" = ["FAL1", "FAL3"]

[[overrides]]
paths = ["admin/**"]
select = ["FAL1"]
confidence = "low"

[[overrides]]
paths = ["jobs/"]
extend-select = ["FAL127"]
ignore = ["FAL104"]
severity = "error"

[target]
fastapi = "0.115.6"
python = "3.12"

[suppressions]
require-reason = true

[[catalog.calls]]
names = ["acme.fetch"]
kind = "network"
"""

SETTINGS = Settings(
    source="fastapi-lint.toml",
    select=("FAL1",),
    extend_select=("FAL201",),
    ignore=("FAL104",),
    exclude=("old/",),
    extend_exclude=("*_pb2.py",),
    respect_gitignore=False,
    force_exclude=True,
    severity="warning",
    confidence="high",
    profile="strict",
    pedantic=True,
    fail_on="error",
    fixable=("FAL2",),
    unfixable=("FAL206",),
    unsafe_fixes=True,
    output_format="json",
    output=("concise", "json:report.json"),
    src=("backend",),
    per_path_ignores=(("tests/**", ("FAL2",)), ("scripts/", ("FAL1", "FAL3"))),
    overrides=(
        Override(("admin/**",), select=("FAL1",), confidence="low"),
        Override(("jobs/",), extend_select=("FAL127",), ignore=("FAL104",), severity="error"),
    ),
    target=TargetSettings(fastapi="0.115.6", python="3.12"),
    require_reason=True,
    catalog={"calls": [{"names": ["acme.fetch"], "kind": "network"}]},
)


def loaded(root: Path, text: str, name: str = "fastapi-lint.toml") -> Settings | ConfigError:
    """What a file of this name and text gives."""
    (root / name).write_text(text, "utf-8")
    return load_config(root)


def complaint(root: Path, text: str, name: str = "pyproject.toml") -> str:
    """What is said of a file that is wrong."""
    error = loaded(root, text, name)
    assert isinstance(error, ConfigError), error
    return str(error)


class TestWhereItIsRead:
    def test_defaults_without_any_file(self, tmp_path: Path) -> None:
        assert load_config(tmp_path) == Settings()

    def test_every_key_in_the_tool_s_own_file(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, EVERYTHING) == SETTINGS

    def test_section_of_pyproject(self, tmp_path: Path) -> None:
        text = '[project]\nname = "shop"\n[tool.ruff]\nselect = ["E"]\n[tool.fastapi-lint]\nignore = ["FAL1"]\n'
        assert loaded(tmp_path, text, "pyproject.toml") == Settings(source="pyproject.toml", ignore=("FAL1",))

    def test_pyproject_without_a_section(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, '[project]\nname = "shop"\n', "pyproject.toml") == Settings()

    def test_the_tool_s_own_file_wins(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text("this is not TOML")
        assert loaded(tmp_path, 'ignore = ["FAL2"]') == Settings(source="fastapi-lint.toml", ignore=("FAL2",))

    def test_a_file_named_explicitly_wins_over_both(self, tmp_path: Path) -> None:
        (tmp_path / "fastapi-lint.toml").write_text("pedantic = true")
        strict = tmp_path / "strict.toml"
        strict.write_text('fail-on = "info"')
        assert load_config(tmp_path, strict) == Settings(source=strict.as_posix(), fail_on="info")

    def test_an_explicit_file_that_is_missing(self, tmp_path: Path) -> None:
        error = load_config(tmp_path, tmp_path / "gone.toml")
        assert str(error) == f"{tmp_path}/gone.toml: cannot be read: no such file or directory"

    def test_byte_order_mark_and_windows_line_ends(self, tmp_path: Path) -> None:
        (tmp_path / "fastapi-lint.toml").write_bytes(b"\xef\xbb\xbfpedantic = true\r\n")
        assert load_config(tmp_path) == Settings(
            source="fastapi-lint.toml", profile="strict", pedantic=True, confidence="low"
        )


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("selct = []", "`tool.fastapi-lint.selct`: unknown key, did you mean `select`?"),
        ("fail_on = 'error'", "`tool.fastapi-lint.fail_on`: unknown key, did you mean `fail-on`?"),
        ("target.fastpi = '1'", "`tool.fastapi-lint.target.fastpi`: unknown key, did you mean `fastapi`?"),
        (
            "suppressions.x = 1",
            "`tool.fastapi-lint.suppressions.x`: unknown key; valid: `require-reason`",
        ),
        ("severity = 'eror'", '`tool.fastapi-lint.severity`: `"eror"` is no valid value, did you mean `error`?'),
        (
            "confidence = 'sure'",
            '`tool.fastapi-lint.confidence`: `"sure"` is no valid value; valid: `high`, `medium`, `low`',
        ),
        ("select = 'FAL1'", '`tool.fastapi-lint.select`: must be a list of strings, not `"FAL1"`'),
        ("select = ['FAL1', 2]", "`tool.fastapi-lint.select[1]`: must be a string, not `2`"),
        ("select = ['']", "`tool.fastapi-lint.select[0]`: must not be empty"),
        ("exclude = ['!']", '`tool.fastapi-lint.exclude[0]`: must be a pattern in gitignore syntax, not `"!"`'),
        (
            "per-path-ignores.'[z-a]' = []",
            '`tool.fastapi-lint.per-path-ignores."[z-a]"`: must be a pattern in gitignore syntax, not `"[z-a]"`',
        ),
        ("pedantic = 'yes'", '`tool.fastapi-lint.pedantic`: must be true or false, not `"yes"`'),
        ("profile = 'strickt'", '`tool.fastapi-lint.profile`: `"strickt"` is no valid value, did you mean `strict`?'),
        ("overrides = [{ select = ['FAL1'] }]", "`tool.fastapi-lint.overrides[0].paths`: is missing"),
        ("overrides = [{ paths = [] }]", "`tool.fastapi-lint.overrides[0].paths`: must not be empty"),
        (
            "overrides = [{ paths = ['a'] }]",
            "`tool.fastapi-lint.overrides[0]`: says nothing: give a key besides `paths`",
        ),
        (
            "overrides = [{ paths = ['a'], slect = [] }]",
            "`tool.fastapi-lint.overrides[0].slect`: unknown key, did you mean `select`?",
        ),
        ("target = '0.115'", '`tool.fastapi-lint.target`: must be a table, not `"0.115"`'),
        ("target.python = 3.12", "`tool.fastapi-lint.target.python`: must be a string, not `3.12`"),
        (
            "target.fastapi = '>=0.1'",
            '`tool.fastapi-lint.target.fastapi`: must be a version such as `0.115.6`, not `">=0.1"`',
        ),
        ("src = ['/srv']", '`tool.fastapi-lint.src[0]`: must be a folder relative to the root, not `"/srv"`'),
        (
            "per-path-ignores.'a/*' = 'FAL1'",
            '`tool.fastapi-lint.per-path-ignores."a/*"`: must be a list of strings, not `"FAL1"`',
        ),
        ("'a\\nb' = 1".replace("'", '"'), '`tool.fastapi-lint."a\\nb"`: unknown key; valid: '),
    ],
)
def test_one_clear_line_for_each_fault(tmp_path: Path, section: str, line: str) -> None:
    said = complaint(tmp_path, f"[tool.fastapi-lint]\n{section}\n")
    assert said.startswith(f"pyproject.toml:2: {line}")
    assert "\n" not in said


class TestProfiles:
    """A profile has other defaults; what is said explicitly counts more."""

    def test_strict(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, "profile = 'strict'\n")
        assert settings == Settings("fastapi-lint.toml", profile="strict", pedantic=True, confidence="low")

    def test_audit(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, "profile = 'audit'\nconfidence = 'medium'\n")
        assert settings == Settings("fastapi-lint.toml", profile="audit", pedantic=True, fail_on="never")

    def test_not_two_at_once(self, tmp_path: Path) -> None:
        said = complaint(tmp_path, "pedantic = true\nprofile = 'audit'\n", "fastapi-lint.toml")
        assert said == "fastapi-lint.toml: `pedantic` means the profile `strict`: give one of the two"

    def test_on_top_of_a_configuration(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, EVERYTHING)
        assert isinstance(settings, Settings)
        audit = with_profile(settings, "audit")
        assert (audit.pedantic, audit.severity, audit.confidence, audit.fail_on) == (True, "info", "low", "never")
        assert [(each.severity, each.confidence) for each in audit.overrides] == [(None, None), (None, None)]
        assert audit.ignore == settings.ignore

    def test_those_of_the_command_line_are_those_of_the_configuration(self) -> None:
        assert tuple(PROFILES) == CHOICES


def test_every_fault_has_its_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, "pedantic = 1\nselct = []\n", "fastapi-lint.toml")
    assert said.split("\n") == [
        "fastapi-lint.toml:1: `pedantic`: must be true or false, not `1`",
        "fastapi-lint.toml:2: `selct`: unknown key, did you mean `select`?",
    ]


def test_faults_of_the_catalogue_are_told_with_the_others(tmp_path: Path) -> None:
    text = '[tool.fastapi-lint]\n[[tool.fastapi-lint.catalog.calls]]\nnames = ["x.y"]\nkind = "none"\nteir = 1\n'
    said = complaint(tmp_path, text)
    assert said == (
        "pyproject.toml:5: `tool.fastapi-lint.catalog.calls[0].teir`: is not a known key, did you mean `tier`?"
    )


class TestFilesThatAreNoConfiguration:
    def test_syntax_error_with_its_place(self, tmp_path: Path) -> None:
        said = complaint(tmp_path, '[tool.fastapi-lint]\nselect = ["FAL1"\nignore = []\n')
        assert said.startswith("pyproject.toml:3:1: invalid TOML: ")
        assert "at line" not in said

    def test_syntax_error_at_the_end(self, tmp_path: Path) -> None:
        said = complaint(tmp_path, "select = [")
        assert said.startswith("pyproject.toml: invalid TOML: ")
        assert said.endswith(" at the end of the file")

    def test_no_utf_8(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_bytes(b"# \xe9\n")
        assert str(load_config(tmp_path)) == "pyproject.toml: is not valid UTF-8 (byte 3), which TOML must be"

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "fastapi-lint.toml").mkdir()
        assert str(load_config(tmp_path)) == "fastapi-lint.toml: cannot be read: is a directory"

    def test_deep_nesting(self, tmp_path: Path) -> None:
        assert complaint(tmp_path, "x = " + "[" * 100_000) == "pyproject.toml: is nested too deeply"

    @pytest.mark.parametrize("name", ["fastapi_lint", "fastapilint", "FastAPI-Lint"])
    def test_a_misspelt_section_is_not_passed_over(self, tmp_path: Path, name: str) -> None:
        said = complaint(tmp_path, f"[tool.{name}]\nselect = []\n")
        assert said == f"pyproject.toml: `tool.{name}`: unknown section, did you mean `tool.fastapi-lint`?"

    def test_the_section_s_header_in_the_tool_s_own_file(self, tmp_path: Path) -> None:
        said = complaint(tmp_path, "[tool.fastapi-lint]\npedantic = true\n", "fastapi-lint.toml")
        assert said.endswith("`tool`: only pyproject.toml has such a section; here the keys stand at the top level")

    def test_a_section_that_is_no_table(self, tmp_path: Path) -> None:
        assert complaint(tmp_path, "tool.fastapi-lint = 1\n") == "pyproject.toml: `tool.fastapi-lint`: must be a table"


def test_a_project_without_configuration_does_not_import_pydantic(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    program = (
        "import sys; from pathlib import Path; from fastapi_lint.config.loading import load_config;"
        "load_config(Path(sys.argv[1])); print('pydantic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
