"""Reviews without a terminal: the answers are kept as the command keeps them."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from conftest import Shell
from pipectl.clock import Moment
from pipectl.reports.changes.queries import last_row
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review import actions as review_actions
from pipectl.review.rules.agenda import ReviewProgress
from pipectl.server_address import ServerStore
from pipectl.store.opening import reading
from pipectl.store.writing import writing


def answered(shell: Shell, *titles: str) -> Shell:
    """A store with opportunities over 1k, 2k, …, whose three questions were answered."""
    shell("init")
    for number, title in enumerate(titles, 1):
        shell("add", title, f"{number}k", "--close", "eoq")
        shell(
            "move",
            number,
            "--buying",
            "yes",
            "--why",
            "They asked",
            "--next",
            "Call",
            "--due",
            "fri",
        )
    return shell


def moment(day: date) -> Moment:
    return Moment(datetime.combine(day, time(12), UTC), day)


def begun(store: Path | ServerStore, day: date, *agenda: int) -> ReviewProgress:
    """A review that began on a day, as the command begins it."""
    with reading(store) as reader:
        mark = last_row(reader)
    position = ReviewProgress(
        kind="weekly",
        uid=f"review of {day}",
        started_at=moment(day).at,
        started_on=day,
        history_mark=mark,
        since=ReviewTime(day - timedelta(days=7)),
        agenda=agenda,
        left_out=(),
        skipped=(),
        given={},
    )
    review_actions.save(store, position)
    return position


def keep_all(store: Path | ServerStore, day: date, *numbers: int) -> ReviewProgress:
    """A review on a day in which the answers of these are kept."""
    position = begun(store, day, *numbers)
    for number in numbers:
        answer(store, position, day, number)
    return position


def answer(store: Path | ServerStore, position: ReviewProgress, day: date, number: int) -> None:
    """Keep the answers of one."""
    with writing(store, moment(day), "review") as unit:
        review_actions.answer(unit, position, number, review_actions.ReviewAnswers())


def finish(
    store: Path | ServerStore, position: ReviewProgress, day: date, minutes: dict[str, Any]
) -> None:
    with writing(store, moment(day), "review") as unit:
        told = ReviewTime(day, position.history_mark, moment(day).at)
        review_actions.finish(unit, position, json.dumps(minutes), told)
