"""Queries, one class a table."""

from .books import BookRepository
from .orders import OrderRepository
from .users import UserRepository

__all__ = ["BookRepository", "OrderRepository", "UserRepository"]
