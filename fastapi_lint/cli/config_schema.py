"""`fastapi-lint config schema`: what editors complete and check a configuration by."""

from __future__ import annotations

import click

from fastapi_lint.cli.exits import CLEAN
from fastapi_lint.cli.options import debug_option
from fastapi_lint.cli.output import opened


@click.command()
@click.option("--pyproject", is_flag=True, help="That of pyproject.toml, which says nothing of what is not ours.")
@debug_option
def schema(pyproject: bool) -> int:
    """Print the JSON Schema of fastapi-lint.toml, which is that of the section in pyproject.toml.

    Editors complete keys, values and all installed rules by it, and check them. Where a file begins with
    `#:schema fastapi-lint.schema.json`, they use the schema in that file.
    """
    from fastapi_lint.cli.registry import installed_rules  # noqa: PLC0415 - imports the rules
    from fastapi_lint.config.json_schema import configuration_schema, pyproject_schema  # noqa: PLC0415 - and pydantic
    from fastapi_lint.render.json import encoded  # noqa: PLC0415

    made = configuration_schema([(rule.code, rule.name) for rule in installed_rules().all])
    with opened(None, "never") as output:
        output.write_bytes(encoded(pyproject_schema(made) if pyproject else made))
    return CLEAN
