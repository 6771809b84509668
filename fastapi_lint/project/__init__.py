"""All facts linked: names, types, routes, dependencies, threads, calls, effects. Pure: no I/O, no LibCST."""
