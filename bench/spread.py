"""Medians, their spread, ratios of them, and exponents of growth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Ratio(NamedTuple):
    """The ratio of two medians, with the quartiles of the ratios of runs that stood beside each other."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if f"{self.low:.2g}" == f"{self.high:.2g}":
            return _short(self.value)
        return f"{_short(self.value)} ({_short(self.low)}–{_short(self.high)})"


def deviation(values: Sequence[float]) -> float:
    """The median of the distances from the median."""
    middle = median(values)
    return median(abs(value - middle) for value in values)


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """How many times as much. Runs are paired in the order in which they were made; a single one stands for all."""
    number = max(len(ours), len(theirs))
    pairs = zip(_stretched(ours, number), _stretched(theirs, number), strict=False)
    each = [one / max(other, 1e-9) for one, other in pairs]
    low, _, high = quantiles(each, n=4, method="inclusive") if len(each) > 1 else (each[0], each[0], each[0])
    return Ratio(median(ours) / max(median(theirs), 1e-9), low, high)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the logarithm of the second over that of the first, by least squares: 1 is linear."""
    logs = [(math.log(x), math.log(max(y, 1e-9))) for x, y in points]
    middle_x, middle_y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / spread if spread else 0.0


def _stretched(values: Sequence[float], number: int) -> list[float]:
    return list(values) * number if len(values) == 1 else list(values)


def _short(value: float) -> str:
    """Two digits that count, three from 1 on."""
    return f"{value:.3g}" if value >= 1 else f"{value:.2g}" if value >= 0.001 else f"{value:.1g}"
