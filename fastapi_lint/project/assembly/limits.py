"""Limits that keep the running of set-up code finite and cheap, in statements that are run."""

from __future__ import annotations

MOST_STEPS = 400_000
"""In all. The largest application known takes half of it."""

MOST_STEPS_OF_BODY = 40_000
"""For one module, or all lifespans. The largest known takes 30,000."""

MOST_STEPS_OF_START = 8_000
"""For one function that nothing calls. What takes more is no factory, but a handler in all but name."""

MOST_STEPS_PUT_OFF = 400
"""For working out what one call gives that has no part in putting an application together."""

MOST_STEPS_PUT_OFF_IN_ALL = 20_000
DEEPEST_PUT_OFF = 5

DEEPEST_CALLS = 40
"""Calls within calls."""
