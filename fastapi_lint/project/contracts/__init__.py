"""What FastAPI makes of annotations: places, untyped containers, models."""
