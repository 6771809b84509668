from .books import router as books
from .live import router as live
from .orders import router as orders
from .reports import router as reports
from .uploads import router as uploads
from .users import router as users

__all__ = ["books", "live", "orders", "reports", "uploads", "users"]
