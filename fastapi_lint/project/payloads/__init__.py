"""What goes in and out, and whether anything limits it."""
