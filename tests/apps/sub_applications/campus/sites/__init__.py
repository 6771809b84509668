from .admin import admin
from .library import library

__all__ = ["admin", "library"]
