"""Where a store on a server is."""

from pipectl.server_address import ServerStore

__all__ = ["ServerStore"]
