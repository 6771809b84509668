"""Pure computations for worker processes: standard library only, so that a worker starts quickly."""
