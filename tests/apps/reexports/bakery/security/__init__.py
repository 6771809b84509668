from .keys import *
from .keys import require_api_key

__all__ = ["Baker", "current_baker", "require_api_key"]
