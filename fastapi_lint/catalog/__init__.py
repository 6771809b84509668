"""What libraries do, as data: which calls block or burn, what calls return, and where callables are run.

One TOML file a library in `libraries/`; `loader.load_catalog` opens those that a project imports.
"""
