"""Setting quotas, with their history."""

from sqlmodel import select

from pipectl.errors import UsageError
from pipectl.money import Money
from pipectl.periods import Period
from pipectl.store.session import WriteSession
from pipectl.store.tables import Quota, QuotaHistory

MOST_COUNT = 1_000_000


def set_quota(
    session: WriteSession, period: Period, amount: Money, count: int | None = None
) -> Quota:
    """Set what is to be won in a period, in one currency; the former stays in the history."""
    if count is not None and not 1 <= count <= MOST_COUNT:
        raise UsageError(f"A quota of {count} wins can't be.", hint="--count goes from 1 up.")
    quota = session.exec(
        select(Quota).where(
            Quota.starts_on == period.starts_on,
            Quota.ends_on == period.ends_on,
            Quota.currency == amount.currency,
        )
    ).first()
    if quota is None:
        quota = Quota(
            period=period.name,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            amount_minor=-1,
            currency=amount.currency,
        )
    count = quota.count if count is None else count
    if (quota.amount_minor, quota.count) != (amount.minor, count):
        quota.amount_minor, quota.count = amount.minor, count
        session.add(quota)
        session.flush()
        keep(session, quota)
    return quota


def keep(session: WriteSession, quota: Quota) -> None:
    """Keep the quota as it is from today on."""
    assert quota.id is not None
    session.add(
        QuotaHistory(
            quota_id=quota.id,
            happened_on=session.moment.today,
            amount_minor=quota.amount_minor,
            count=quota.count,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )
