"""The warehouse: one DuckDB file that one process may write at a time."""


class WarehouseBusyError(Exception):
    """The warehouse is in use by another process, or cannot be opened; the text says so in Indonesian."""
