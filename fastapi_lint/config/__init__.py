"""What the user has set: `[tool.fastapi-lint]` in `pyproject.toml`, or `fastapi-lint.toml`."""
