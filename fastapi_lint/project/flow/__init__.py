"""What runs because of what, on which thread, and what it does to it."""
