"""A part of a store's schema that isn't as pipectl made it."""

from pipectl.named_tuple import NamedTuple

VERSION = "alembic_version"  # what the migrations keep beside the tables


class Part(NamedTuple):
    """A part of the schema that pipectl didn't create, or (`is_gone`) one that is missing."""

    kind: str
    name: str
    is_gone: bool = False

    @property
    def words(self) -> str:
        """Return what is wrong with the schema, after "it has"."""
        if self.is_gone:
            return f"lost its {self.kind} {self.name}"
        article = "an" if self.kind == "index" else "a"
        return f"{article} {self.kind} {self.name} that pipectl didn't create"
