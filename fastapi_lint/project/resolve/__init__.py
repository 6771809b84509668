"""What names and expressions stand for: modules, scopes, bindings, types."""
