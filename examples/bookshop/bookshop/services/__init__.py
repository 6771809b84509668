"""Business logic; the routers import from here."""

from .audit import AuditLog
from .images import placeholder_cover
from .mailer import Mailer
from .payments import PaymentService
from .pricing import PricingService
from .reports import ReportService
from .search import related

__all__ = [
    "AuditLog",
    "Mailer",
    "PaymentService",
    "PricingService",
    "ReportService",
    "placeholder_cover",
    "related",
]
