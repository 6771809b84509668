import os

APP_API_PREFIX = os.environ.get("ASSISTANT_API_PREFIX", "")
AUTH_TYPE = "basic"
API_PREFIX = "/v1"
ADMIN_PREFIX = "/v1/admin"
