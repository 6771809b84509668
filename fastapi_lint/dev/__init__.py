"""For those who write rules: `python -m fastapi_lint.dev` starts a new one and writes the pages of all."""
