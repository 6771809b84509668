"""The HTML audit: one file that needs nothing else, for a tech lead to read and for engineers to follow findings in."""
