"""fastapi-lint: a whole-program static analyser for FastAPI applications."""

__version__ = "0.1.0"
