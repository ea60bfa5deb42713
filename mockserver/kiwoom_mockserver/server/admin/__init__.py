"""The control room under ``/__admin``: one table of routes, and what each does."""
