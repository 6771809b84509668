"""FAL3xx: payloads and serialization."""
