"""What Acme's applications must do."""
