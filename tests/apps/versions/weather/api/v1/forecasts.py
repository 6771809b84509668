from fastapi import APIRouter

from ..shared import forecast

router = APIRouter()
router.get("/{station}")(forecast)
router.get("/{station}/forecast", deprecated=True)(forecast)
