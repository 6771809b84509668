from backoffice.admin.application import Admin
from backoffice.admin.views import BaseView, ModelView, expose

__all__ = ["Admin", "BaseView", "ModelView", "expose"]
