"""A real seller's months, replayed: the forecast does well, and better than percentages."""

import os
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("PIPECTL_DATA", TOP.parent / "shared" / "data"))


@pytest.mark.skipif(not DATA.is_dir(), reason="the real pipelines aren't beside the checkout")
def test_a_real_seller_is_forecast_better_than_by_percentages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(TOP / "bench"))
    for name in ("replay", "rivals", "sellers"):
        sys.modules.pop(name, None)
    import replay
    import sellers

    (seller,) = (s for s in sellers.sellers(sellers.COMPANIES[0], DATA) if s.name == "11120")
    scores = dict.fromkeys(replay.METHODS, 0.0)
    for mark in replay.replay(seller):
        scores[mark.method] += mark.crps / mark.actual if mark.actual else 0.0
    assert scores[replay.OWN] < scores[replay.STATIC] < scores[replay.CERTAIN]
    assert scores[replay.OWN] < scores[replay.RUN_RATE]
