"""The only reader of files: which files there are, how Python names them, and what stands in them."""
