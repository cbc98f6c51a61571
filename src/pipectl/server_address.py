"""Where a store on a PostgreSQL server is: libpq's URL, with the schema in its query."""

import re
from urllib.parse import quote, unquote

from pipectl.errors import UsageError, quoted, without_password
from pipectl.named_tuple import NamedTuple

SCHEMES = ("postgresql://", "postgres://")
SCHEMA = "schema"  # the one parameter of the address that is pipectl's own
DEFAULT_SCHEMA = "pipectl"
MOST_BYTES = 63  # of a name: the server cuts off what is longer, and says nothing
EXAMPLE = "postgresql://USER@HOST/DATABASE?schema=NAME"
HOST = r"(\[[^\[\]]*\]|[^:\[\]]*)(:\d*)?"


class AddressError(UsageError):
    """The address can't be understood; it isn't quoted, since it may hold a password."""

    def __init__(self, why: str = "it doesn't follow the form of a URL") -> None:
        super().__init__(
            f"The address of the store's server isn't valid: {why}.",
            hint=f"Write it as {EXAMPLE}. In a name or password, write @ as %40, / as %2F, : as"
            " %3A, ? as %3F, % as %25 and a space as %20.",
        )


class ServerStore(NamedTuple):
    """The address of a database as libpq has it, and the schema of the store in it."""

    address: str
    schema: str = DEFAULT_SCHEMA

    @property
    def name(self) -> str:
        """What the store is called among others, as a file is by its name."""
        return self.schema

    @property
    def url(self) -> str:
        """The whole address, as it can be given to --db; with the password, if it has one."""
        if self.schema == DEFAULT_SCHEMA:
            return self.address
        sign = "&" if "?" in self.address else "?"
        return f"{self.address}{sign}{SCHEMA}={quote(self.schema, safe='')}"

    @property
    def url_to_paste(self) -> str:
        """The whole address without a password: libpq then looks in ~/.pgpass."""
        url = re.sub(r"://([^:@/?]*):[^@/?]*@", r"://\1@", self.url)
        return re.sub(r"(?i)(?<=[?&])(ssl)?password=[^&]*&?", "", url).rstrip("?&")

    @property
    def file_name(self) -> str:
        """A name for the files that belong to the store, another one for each store."""
        where = self.address.partition("://")[2].rpartition("@")[2].partition("?")[0]
        return re.sub(r"[^\w.-]+", "_", f"{where} {self.schema}")[:100]

    def given_up_after(self, seconds: int) -> "ServerStore":
        """Return the same store, where no longer is waited for its server."""
        sign = "&" if "?" in self.address else "?"
        return self._replace(address=f"{self.address}{sign}connect_timeout={seconds}")

    def __str__(self) -> str:
        return without_password(self.url)

    def __repr__(self) -> str:
        return f"ServerStore({self})"


def is_on_server(text: str) -> bool:
    """Return whether a store's name is the address of a server."""
    return text.startswith(SCHEMES)


def server_store(text: str) -> ServerStore:
    """Return the store at an address; raise UsageError if it isn't valid.

    What libpq would misread is refused here: its own errors quote parts of a password.
    """
    check_signs(text)
    address, _, query = text.partition("?")
    given = [each.partition("=") for each in query.split("&")] if query else []
    if not all(equals for _, equals, _ in given):
        raise AddressError("a parameter after ? has no value")
    schemas = [unquote(value) for name, _, value in given if name == SCHEMA]
    if len(schemas) > 1:
        raise AddressError(f"it has {SCHEMA}= more than once")
    if schemas:
        check_schema(schemas[0])
    rest = "&".join("".join(each) for each in given if each[0] != SCHEMA)
    return ServerStore(
        f"{address}?{rest}" if rest else address, schemas[0] if schemas else DEFAULT_SCHEMA
    )


def check_signs(text: str) -> None:
    """Raise AddressError for a sign that would make another host or port of a password."""
    if re.search(r"[\s\0-\x1f\x7f]", text):
        raise AddressError("it contains a space")
    before = text.partition("://")[2].partition("?")[0]
    hosts, _, database = before.partition("/")
    _, _, hosts = hosts.rpartition("@")
    if before.count("@") > 1 or "@" in database:
        raise AddressError("a name or password contains @ or /")
    if not all(re.fullmatch(HOST, host) for host in hosts.split(",")):
        raise AddressError("its port isn't a number")
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise AddressError("% isn't followed by two digits")


def check_schema(name: str) -> None:
    """Raise UsageError for a schema's name that the server wouldn't take as it is."""
    if not name.strip() or not name.isprintable():
        raise UsageError(
            "The schema in the store's address is empty or has invisible characters.",
            hint="Name it with letters, digits and _, for example ?schema=sales.",
        )
    if len(name.encode("utf-8", "surrogateescape")) > MOST_BYTES:
        raise UsageError(
            f"The schema {quoted(name)} is too long. The limit is {MOST_BYTES} bytes.",
            hint="Give it a shorter name.",
        )
    if name.startswith("pg_") or name == "information_schema":
        raise UsageError(
            f"The schema {quoted(name)} is one of the server's own.",
            hint="Give it another name, for example ?schema=sales.",
        )
