"""What the names of a module mean by its imports, and how others are added."""
