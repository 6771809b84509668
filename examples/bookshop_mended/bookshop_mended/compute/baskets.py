import random


def average_basket(mean: float, deviation: float) -> float:
    """Monte Carlo estimate of the next basket's worth in cents."""
    return sum(max(0.0, random.gauss(mean, deviation)) for _ in range(500_000)) / 500_000
