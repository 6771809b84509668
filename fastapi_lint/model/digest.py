"""The hash by which contents are told apart.

The module behind `hashlib` is asked: importing `hashlib` loads OpenSSL, which takes three milliseconds and as many
megabytes. Where Python was built without it, `hashlib` has the same from elsewhere.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # pragma: no cover - a Python without its own hashes
    from hashlib import blake2b

__all__ = ["blake2b"]
