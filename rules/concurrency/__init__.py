"""FAL1xx: the event loop and the thread pool."""
