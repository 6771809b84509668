from weather.api.shared import base, versioned
from weather.api.v1 import forecasts

router = versioned(1, deprecated=True)
router.include_router(base)
router.include_router(forecasts.router, prefix="/forecasts")
