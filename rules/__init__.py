"""The built-in rules of fastapi-lint: one rule a file, one folder a family."""
