"""`report factors`: what was followed by an advance, and how often."""

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.factors.rules import Attempt, tallied
from pipectl.stages.rules.pick_lists import Pick, in_order
from reported import asked, on

TRIALS = st.lists(
    st.builds(
        Attempt, st.sampled_from(["Call", "call", "Send"]), st.sampled_from([True, False, None])
    ),
    max_size=12,
)
MOVE = "--buying yes --why x --next Call --due 2026-12-01"


@given(TRIALS)
def test_a_tally_makes_the_whole_and_orders_what_is_offered(some: list[Attempt]) -> None:
    found = tallied(some)
    assert sum(each.n + each.going_on for each in found) == len(some)
    assert all(each.advanced <= each.n for each in found)
    assert all((each.rate is None) == (each.n < 5) for each in found)
    own = [Pick(n, text, 1, "One", None) for n, text in enumerate(["Write", "Call", "Send"])]
    others = [Pick(7, "Other", 2, "Two", None), Pick(8, "Wait", None, None, None)]
    offered = [
        pick.action for pick in in_order([*others, Pick(9, "call", 2, "Two", None), *own], found, 1)
    ]
    assert offered[3:] == ["Wait", "Other"]
    times = {each.text.lower(): each.advanced for each in found}
    counts = [times.get(text.lower(), 0) for text in offered[:3]]
    assert counts == sorted(counts, reverse=True)


@made_once
def moved(pipectl: Shell) -> Shell:
    """Six come into Meeting with a budget approved: three go on, one wins, one loses, one stays."""
    on(
        pipectl,
        "2026-11-02",
        *(f"add 'Deal {n}' --next Call --due 2026-11-05" for n in range(1, 7)),
    )
    on(pipectl, "2026-11-03", *(f"done {n}" for n in range(1, 6)))
    on(
        pipectl,
        "2026-11-04",
        *(f"move {n} meeting {MOVE} --factor 'Budget approved'" for n in range(1, 7)),
    )
    on(
        pipectl,
        "2026-11-05",
        *(f"move {n} proposal {MOVE} --factor 'proposal sent'" for n in range(1, 4)),
    )
    on(pipectl, "2026-11-06", "win 4", "lose 5 --reason x")
    on(pipectl, "2026-11-07", f"move 1 discovery {MOVE}")
    return pipectl


def test_factors_and_actions_are_counted_by_what_followed(moved: Shell) -> None:
    found = asked(moved, "factors")
    assert found["factors"] == [
        {"factor": "Budget approved", "advanced": 4, "n": 5, "rate": 80, "going_on": 1},
        {"factor": "proposal sent", "advanced": 0, "n": 1, "rate": None, "going_on": 2},
    ]
    assert found["actions"] == [
        {"action": "Call", "advanced": 5, "n": 5, "rate": 100, "going_on": 0}
    ]
    assert [each["stage"] for each in found["stages"]] == ["Initial contact"]
    counted = [row for row in found["explain"] if not row["why"].startswith("not included")]
    assert len(counted) == 5 + 1 + 5
    nothing = asked(moved, "factors", "--period", "2026-10")
    assert (nothing["factors"], nothing["actions"]) == ([], [])


def test_it_is_told_in_words(moved: Shell) -> None:
    lines = moved("report", "factors").lines
    assert lines[0] == "Most reliable: Call, with an advance rate of 100 % (n=5)."
    assert [" ".join(line.split()) for line in lines[1:5]] == [
        "Advance factors",
        "Factor Times Advanced Rate Still in stage",
        "Budget approved 6 4 ████████████████ 80 % (n=5) 1",
        "proposal sent 3 0 n/a (n=1) 2",
    ]


def test_the_pick_list_is_in_the_order_of_the_report(moved: Shell) -> None:
    moved("action", "add", "Call", "--stage", "initial contact")
    first = moved("action", "list", "--stage", "initial contact", "--json").json
    texts = [each["action"] for each in first if each["stage"] == "Initial contact"]
    (stage,) = asked(moved, "factors")["stages"]
    assert texts[0] == stage["actions"][0]["action"] == "Call"
    moved("add", "Another", "--no-input")


def test_nothing_and_too_little_make_sense(pipectl: Shell) -> None:
    assert "Record a factor with a move: `pipectl move OPP --factor TEXT`." in " ".join(
        pipectl("report", "factors").out.split()
    )
    pipectl("add", "Acme", "--next", "Call")
    pipectl("done", 1)
    assert "Too few entries to say what advances deals" in pipectl("report", "factors").out
    assert asked(pipectl, "factors")["actions"][0]["going_on"] == 1


@made_once
def redrawn(pipectl: Shell) -> Shell:
    """Six went from Meeting on to Proposal, a seventh stands in Meeting, which is removed then."""
    on(pipectl, "2026-11-05", *(f"add 'Deal {n}' 1k --stage discovery" for n in range(1, 8)))
    on(
        pipectl,
        "2026-11-06",
        *(f"move {n} meeting {MOVE} --factor 'budget approved'" for n in range(1, 8)),
    )
    on(pipectl, "2026-11-08", *(f"move {n} proposal {MOVE}" for n in range(1, 7)))
    on(pipectl, "2026-11-09", *(f"done {n}" for n in range(1, 6)))
    on(pipectl, "2026-11-10", "stage remove meeting --to proposal")
    return pipectl


FACTOR = {"factor": "budget approved", "advanced": 6, "n": 6, "rate": 100, "going_on": 1}
NOVEMBER = ("--period", "2026-11")


def test_removing_a_stage_undoes_no_advance(redrawn: Shell) -> None:
    """Proposal moves up into the place of Meeting; what moved from one to the other advanced."""
    for when in ((), ("--as-of", "2026-11-09")):
        assert asked(redrawn, "factors", *when)["factors"] == [FACTOR]
        found = asked(redrawn, "changes", *NOVEMBER, *when)
        assert found["moves"] == {"advanced": 13, "moved back": 0, "pushed": 0, "pulled": 0}
        assert asked(redrawn, "activity", *NOVEMBER, *when)["advances"] == 13


def test_removing_more_stages_around_a_removed_one_changes_no_advance(redrawn: Shell) -> None:
    on(redrawn, "2026-11-11", "stage remove discovery --to proposal")
    on(redrawn, "2026-11-12", "stage add New --probability 5 --after 'initial contact'")
    on(redrawn, "2026-11-13", "stage move negotiation --first")
    assert asked(redrawn, "factors")["factors"] == [FACTOR]
    assert asked(redrawn, "changes", *NOVEMBER)["moves"]["advanced"] == 13
    assert asked(redrawn, "activity", *NOVEMBER)["advances"] == 13


def test_an_action_done_before_a_stage_was_removed_advanced_as_of_then(pipectl: Shell) -> None:
    on(pipectl, "2026-11-05", "add Acme --stage meeting --next Call --due 2026-11-06")
    on(pipectl, "2026-11-06", "done 1", f"move 1 proposal {MOVE}")
    on(pipectl, "2026-11-08", "stage remove meeting --to proposal")
    for when in ((), ("--as-of", "2026-11-07"), ("--as-of", "2026-11-09")):
        assert asked(pipectl, "factors", *when)["actions"][0]["advanced"] == 1, when
