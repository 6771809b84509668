from .lines import router as lines_router
from .router import router

router.include_router(lines_router, prefix="/{order_id}/lines")
