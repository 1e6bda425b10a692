"""The warehouse: one DuckDB file that one process may write at a time."""


class WarehouseError(Exception):
    """The warehouse cannot be opened; the text says why and what to do, in Indonesian."""


class WarehouseBusyError(WarehouseError):
    """Another process holds it."""


class WarehouseUnreadableError(WarehouseError):
    """It is damaged, no DuckDB file, or of a newer edition."""


class WarehousePlaceError(WarehouseError):
    """Where it lies there is no room, or nothing may be written or read."""
