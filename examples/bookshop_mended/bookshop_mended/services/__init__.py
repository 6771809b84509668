"""Business logic; the routers import from here."""

from .audit import AuditLog
from .mailer import Mailer
from .payments import PaymentService
from .pricing import PricingService

__all__ = ["AuditLog", "Mailer", "PaymentService", "PricingService"]
