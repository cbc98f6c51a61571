"""Keep the answers of a command that is interrupted, and offer them again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from pipectl.cli.context import Run
from pipectl.numbers import ago
from pipectl.store.reader import Reader


class Deal(Protocol):
    """The state of a deal for which kept answers are valid."""

    @property
    def id(self) -> int: ...
    @property
    def uid(self) -> str: ...
    @property
    def stage_id(self) -> int: ...
    @property
    def status(self) -> str: ...


class Keeper:
    """Keeps the answers to a command about a deal, until it has changed something."""

    def __init__(self, run: Run, command: str, row: Deal, action: str | None) -> None:
        from pipectl.store.kept_answers import AskedAbout

        self.run, self.key, self.number = run, f"{command} {row.uid}", row.id
        self.standing = AskedAbout(row.stage_id, row.status, action)
        self.is_kept = False

    def save(self, given: dict[str, Any]) -> None:
        """Keep the answers so far, if the store can be written to."""
        from pipectl.prompting.question import is_more_than_enter
        from pipectl.store.kept_answers import KeptAnswers, save

        moment = self.run.moment
        kept = KeptAnswers(
            self.key,
            *(moment.at, moment.today),
            self.number,
            self.standing,
            given,
            self.run.owner,
        )
        if self.is_kept or any(map(is_more_than_enter, given.values())):
            self.run.let_writers_in()
            self.is_kept = save(self.run.path, kept)

    def forget(self) -> None:
        """Delete the answers, which the command has used."""
        from pipectl.store.kept_answers import forget

        if self.is_kept:
            self.is_kept = not forget(self.run.path, self.key, self.run.owner)


@contextmanager
def keeping_answers(
    run: Run, reader: Reader, command: str, row: Deal, *, action: str | None = None
) -> Iterator[None]:
    """Offer earlier answers to the questions inside the block, and keep new ones.

    They hold as long as the deal is in its stage, and `action` is its next action if one is named.
    """
    if not run.may_ask():
        yield
        return
    from pipectl.prompting.prompts import RememberedAnswers, remembering
    from pipectl.store.kept_answers import kept_answers

    keeper = Keeper(run, command, row, action)
    found = kept_answers(reader, keeper.key, row.id, keeper.standing, run.today, run.owner)
    run.let_writers_in()
    run.keeper, keeper.is_kept = keeper, found is not None
    when = "" if found is None else ago((run.today - found.on).days, run.numbers)
    given = {} if found is None else found.answers
    remark = f"You answered this {when}, before you stopped · Enter keeps it"
    with remembering(RememberedAnswers(given, keeper.save, remark)):
        yield
