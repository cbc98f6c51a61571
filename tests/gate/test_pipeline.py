"""The gate between stages: which way a move goes, and what stands in its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.errors import RefusedError
from pipectl.gate import rules as gate_rules
from pipectl.stage_history import StageRef
from pipectl.stages.rules.criteria import RequiredCriterion

STEPS = [StageRef(10 + place, name, place, 1000 * place) for place, name in enumerate("ABCDE")]
DEMANDS = [
    RequiredCriterion(100 * step.id + number, step.id, f"{step.name}{number}", number == 1)
    for step in STEPS
    for number in (1, 2)
]


def test_the_next_stage_is_the_one_behind() -> None:
    assert gate_rules.following(STEPS, STEPS[0], "Acme") == STEPS[1]
    assert gate_rules.following(STEPS, STEPS[3], "Acme") == STEPS[4]


def test_a_stage_that_was_removed_is_left_for_the_one_behind_it() -> None:
    assert gate_rules.following([STEPS[0], STEPS[4]], STEPS[2], "Acme") == STEPS[4]


def test_after_the_last_stage_there_is_only_the_outcome() -> None:
    with pytest.raises(RefusedError, match="is in the last stage, E") as refused:
        gate_rules.following(STEPS, STEPS[4], "Acme")
    assert refused.value.hint == "Close it with `pipectl win` or `pipectl lose`."


@pytest.mark.parametrize("status", ["won", "lost"])
def test_a_closed_one_is_refused_wherever_it_goes(status: str) -> None:
    for target in STEPS:
        with pytest.raises(RefusedError, match=f"is {status}, and a closed deal can't be moved"):
            gate_rules.check_move("Acme", status, STEPS[1], target)


def test_the_stage_it_is_in_is_refused_and_every_other_is_not() -> None:
    for source in STEPS:
        for target in STEPS:
            if source == target:
                with pytest.raises(RefusedError, match="already"):
                    gate_rules.check_move("Acme", "open", source, target)
            else:
                gate_rules.check_move("Acme", "open", source, target)


@given(
    st.sampled_from(STEPS),
    st.sampled_from(STEPS),
    st.sets(st.sampled_from([demand.id for demand in DEMANDS])),
)
def test_what_a_move_leaves_open_is_required_unticked_and_passed(
    source: StageRef, target: StageRef, met: set[int]
) -> None:
    passed = [step.id for step in STEPS if source.position <= step.position < target.position]
    assert gate_rules.unmet(STEPS, DEMANDS, source, target, met) == [
        demand
        for demand in DEMANDS
        if demand.required and demand.stage_id in passed and demand.id not in met
    ]
    assert gate_rules.is_advance(source, target) == bool(passed)


def test_the_refusal_names_what_is_missing_and_where() -> None:
    missing = gate_rules.unmet(STEPS, DEMANDS, STEPS[0], STEPS[2], [])
    refused = gate_rules.UnmetCriteriaError(missing, STEPS)
    assert str(refused) == "Required before this move: A1 (A); B1 (B)."
    assert refused.exit_code == 4
    assert "--met" in (refused.hint or "")
    assert "--override" in (refused.hint or "")
