"""What earlier runs found out, kept on disk. `replay` comes before everything else, so it imports nearly nothing."""
