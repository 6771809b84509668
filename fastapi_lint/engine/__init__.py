"""Runs the rules over a project: finds them, selects, isolates crashes, silences what is suppressed, reports."""
