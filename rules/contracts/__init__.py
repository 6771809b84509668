"""FAL2xx: types and validation."""
