from weather.api.shared import base, versioned

from .forecasts import router as forecasts
from .warnings import router as warnings

router = versioned(2)
for part in (base, forecasts, warnings):
    router.include_router(part)
