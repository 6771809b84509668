"""What the web framework calls: applications, routers, routes, dependencies, entry points."""
