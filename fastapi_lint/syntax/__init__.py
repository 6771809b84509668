"""Concrete syntax: the only package that imports LibCST (DESIGN §3)."""
