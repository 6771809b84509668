"""Applies fixes: what can be applied together in a round, round after round, and writes the files."""
