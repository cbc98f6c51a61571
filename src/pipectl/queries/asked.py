"""What every number is asked for: for which day, which period, in which currency."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from pipectl.domain.settings import StoreSettings
from pipectl.periods import Period, around
from pipectl.queries.counting import Counted, Money


class Asked(NamedTuple):
    """`today` is the day that `--as-of` names, else today; no period where none was typed.

    With `explain`, every row that doesn't count is wanted too.
    """

    today: date
    currency: str
    settings: StoreSettings
    period: Period | None = None
    explain: bool = False

    @property
    def in_period(self) -> Period:
        """The period that was typed, else the quarter that holds the day."""
        return self.period or around(self.today, "quarter", self.settings.fiscal_year_start)


class Report(Protocol):
    """What every answer can say about itself."""

    @property
    def money(self) -> Money:
        """The currency that it sums in, and what it left out."""
        ...

    @property
    def rows(self) -> Sequence[Counted]:
        """Every row that it looked at, the counted ones first."""
        ...
