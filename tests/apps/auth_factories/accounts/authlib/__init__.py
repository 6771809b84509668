"""Users of an application, in the manner of libraries for it: an object gives routers for what it was made with."""

from accounts.authlib.backend import AuthenticationBackend
from accounts.authlib.users import Users

__all__ = ["AuthenticationBackend", "Users"]
