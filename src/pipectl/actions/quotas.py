"""Setting and adjusting quotas, with their history."""

from sqlmodel import col, select

from pipectl.domain.quotas import adjusted, adjusted_count
from pipectl.errors import NotFoundError, UsageError, there_are
from pipectl.money import MOST_MINOR, Money
from pipectl.periods import Period
from pipectl.store.session import WriteSession
from pipectl.store.tables import Quota, QuotaHistory
from pipectl.text import check_line

MOST_COUNT = 1_000_000


def set_quota(
    session: WriteSession, period: Period, amount: Money, count: int | None = None
) -> Quota:
    """Set what is to be won in a period, in one currency; the former stays in the history."""
    if count is not None and not 1 <= count <= MOST_COUNT:
        raise UsageError(f"A quota of {count} wins can't be.", hint="--count goes from 1 up.")
    quota = own(session, period, amount.currency)
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


def own(session: WriteSession, period: Period, currency: str) -> Quota | None:
    """The quota that was set for just this period."""
    return session.exec(
        select(Quota).where(
            Quota.starts_on == period.starts_on,
            Quota.ends_on == period.ends_on,
            Quota.currency == currency,
        )
    ).first()


def adjust(
    session: WriteSession, period: Period, currency: str, *, by_bp: int, reason: str
) -> Quota:
    """Raise or lower a quota (and its number of wins) by hundredths of a percent, with the reason.

    Raises NotFoundError where the period has none of its own.
    """
    quota = own(session, period, currency)
    if quota is None:
        set_ones = select(Quota).order_by(col(Quota.starts_on), col(Quota.currency))
        names = [f"{each.period} ({each.currency})" for each in session.exec(set_ones)]
        raise NotFoundError(
            f"{period.name} has no quota of its own in {currency}.",
            hint=there_are(names) if names else "None was set: `pipectl quota set AMOUNT`.",
        )
    amount = adjusted(quota.amount_minor, by_bp)
    if amount > MOST_MINOR:
        raise UsageError("No quota is as large.", hint="Adjust it by less.")
    if amount != quota.amount_minor:
        quota.amount_minor, quota.count = amount, adjusted_count(quota.count, by_bp)
        session.add(quota)
        session.flush()
        keep(session, quota, check_line(reason, what="reason", most=200))
    return quota


def keep(session: WriteSession, quota: Quota, reason: str | None = None) -> None:
    """Keep the quota as it is from today on, and why."""
    assert quota.id is not None
    session.add(
        QuotaHistory(
            quota_id=quota.id,
            happened_on=session.moment.today,
            amount_minor=quota.amount_minor,
            count=quota.count,
            reason=reason,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )
