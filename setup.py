"""The list of packages, found instead of written: one that is forgotten would be missing from the wheel without a word.

Everything else is in pyproject.toml. `rules/` becomes the import package `fastapi_lint_rules`; no module `rules` is
ever installed.
"""

from setuptools import find_packages, setup

RULES = "fastapi_lint_rules"

setup(
    packages=[
        *find_packages(include=["fastapi_lint", "fastapi_lint.*"]),
        RULES,
        *(f"{RULES}.{package}" for package in find_packages("rules")),
    ],
    package_dir={RULES: "rules"},
)
