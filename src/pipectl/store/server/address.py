"""Where a store on a server is."""

from pipectl.errors import without_password
from pipectl.named_tuple import NamedTuple

DEFAULT_SCHEMA = "pipectl"


class ServerStore(NamedTuple):
    """The address of a database as libpq has it, and the schema of the store in it."""

    address: str
    schema: str = DEFAULT_SCHEMA

    @property
    def name(self) -> str:
        """What the store is called among others, as a file is by its name."""
        return self.schema

    def __str__(self) -> str:
        return without_password(self.address)
