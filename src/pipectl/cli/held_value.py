"""What a person saw, or was asked about, before a change."""

from collections.abc import Callable

from pipectl.errors import RefusedError
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class HeldValue(NamedTuple):
    """What a person was asked about, or saw in the editor, as it was then."""

    what: str
    read: Callable[[Reader], object]
    value: object
    see: str | None

    def check(self, reader: Reader) -> None:
        """Raise RefusedError if it has changed."""
        if self.read(reader) != self.value:
            raise RefusedError(
                f"{self.what} was changed by another command in the meantime, so nothing was "
                "stored.",
                hint=self.see and f"Look at it (`{self.see}`), then run the command again.",
            )
