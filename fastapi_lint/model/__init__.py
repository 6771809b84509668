"""Frozen, plain data that every other package speaks in. Standard library only."""
