"""The programs in bench/ stand beside each other, as scripts do: their folder is where they import from."""

from __future__ import annotations

import sys
from pathlib import Path

BENCH = str(Path(__file__).resolve().parents[3] / "bench")

if BENCH not in sys.path:
    sys.path.insert(0, BENCH)
