"""What would take a wait off the event loop without breaking anything else."""
