"""The score of leads in SQL, which filters and sorts by it; `lead_score` has the arithmetic."""

from collections.abc import Mapping

from pipectl.lead_score import DECAY, FULL, MOST
from pipectl.store.text_functions import EXPONENTIAL

# On the day `:today`, and of a closed deal `o` on its closing day.
DAY = "coalesce(o.closed_on, :today)"
ENGAGEMENT_SQL = f"""({MOST} * (1 - {EXPONENTIAL}(coalesce((
    select
      sum(
        v.count * case v.kind {{points}} else 0 end
        * {EXPONENTIAL}({DECAY} * (julianday(v.done_on) - julianday({DAY})))
      )
    from activity as v
    where v.opportunity_id = o.id and v.done_on <= {DAY}
  ), 0) / -{FULL}.0)))"""


def score_sql(points: Mapping[str, float], fit: str | None) -> str:
    """The SQL of a deal's score, as `lead_score` rounds it; `fit` is that of its fit, if any."""
    kinds = " ".join(f"when '{kind}' then {each}" for kind, each in points.items())
    engagement = ENGAGEMENT_SQL.format(points=kinds)
    whole = engagement if fit is None else f"({fit} + {engagement}) / 2"
    return f"cast({whole} + 0.5 as integer)"
