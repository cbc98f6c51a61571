"""What a new user gets on day one keeps its shape, whoever edits the words."""

import re
from itertools import chain, pairwise

import pytest

from pipectl.errors import UsageError
from pipectl.stages.rules.reasons import LOST_REASONS, WON_REASONS
from pipectl.stages.rules.templates import TEMPLATES, StageTemplate, plain_stages, template

KINDS = {"outreach", "call", "follow-up", "meeting", "proposal"}
PLAIN = plain_stages([("Accepted", 4000), ("Offer sent", 6000)])
EVERY_SET = {**TEMPLATES, "plain": PLAIN}

each_template = pytest.mark.parametrize("name", TEMPLATES)
each_stage = pytest.mark.parametrize(
    "stage",
    [
        pytest.param(stage, id=f"{name}/{stage.name}")
        for name, stages in EVERY_SET.items()
        for stage in stages
    ],
)


def folded(texts: list[str]) -> set[str]:
    return {text.casefold() for text in texts}


def test_the_four_templates_are_there_with_the_promised_stages() -> None:
    names = {key: [stage.name for stage in stages] for key, stages in TEMPLATES.items()}
    assert names == {
        "seller": ["Initial contact", "Discovery", "Meeting", "Proposal", "Negotiation"],
        "consultative": [
            "Prospecting",
            "Qualification",
            "Needs analysis",
            "Proposal",
            "Negotiation",
            "Closing",
            "Post-sales",
        ],
        "marketing": [
            "Lead generation",
            "Lead nurturing",
            "Marketing-qualified",
            "Sales-qualified",
            "Deal closing",
            "Post-sale",
        ],
        "milestone": [
            "0% – Prospect identified",
            "20% – First meeting held",
            "40% – Issues identified",
            "60% – Solution agreed",
            "75% – Proposal reviewed",
            "90% – Terms accepted",
        ],
    }


def test_the_templates_have_stages_of_the_promised_kinds() -> None:
    kinds = {key: [stage.kind for stage in stages] for key, stages in TEMPLATES.items()}
    assert kinds == {
        "seller": ["sales"] * 5,
        "consultative": ["lead", *["sales"] * 5, "customer"],
        "marketing": [*["lead"] * 3, "sales", "sales", "customer"],
        "milestone": ["sales"] * 6,
    }


def test_the_seller_template_has_the_promised_probabilities() -> None:
    assert [stage.probability_bp for stage in TEMPLATES["seller"]] == [0, 1000, 3000, 6000, 8000]


def test_a_milestone_is_named_with_its_own_probability() -> None:
    for stage in TEMPLATES["milestone"]:
        assert stage.name.startswith(f"{stage.probability_bp // 100}% – ")


@each_template
def test_probabilities_rise_and_stay_below_certainty(name: str) -> None:
    rising = [stage.probability_bp for stage in TEMPLATES[name]]
    assert all(before < after for before, after in pairwise(rising))
    assert rising[0] >= 0
    for stage in TEMPLATES[name]:
        assert (stage.probability_bp == 10_000) == (stage.kind == "customer")


@each_template
def test_stage_names_are_unique_in_any_case(name: str) -> None:
    names = [stage.name for stage in TEMPLATES[name]]
    assert len(folded(names)) == len(names)


@each_template
def test_no_criterion_is_asked_for_twice(name: str) -> None:
    criteria = list(chain.from_iterable(stage.criteria for stage in TEMPLATES[name]))
    assert len(folded(criteria)) == len(criteria)


@each_template
def test_definitions_differ_from_stage_to_stage(name: str) -> None:
    definitions = [stage.definition for stage in TEMPLATES[name]]
    assert len(set(definitions)) == len(definitions)


@each_template
def test_a_template_has_an_action_for_every_kind_of_contact(name: str) -> None:
    kinds = {kind for stage in TEMPLATES[name] for _, kind in stage.actions}
    assert kinds - {None} == KINDS


@each_template
def test_call_is_offered_in_every_template(name: str) -> None:
    assert ("Call", "call") in chain.from_iterable(stage.actions for stage in TEMPLATES[name])


def test_discovery_of_the_seller_offers_a_call_and_an_nda() -> None:
    discovery = dict(TEMPLATES["seller"][1].actions)
    assert discovery["Call"] == "call"
    assert discovery["Send NDA"] is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Send proposal", "proposal"), ("Call", "call"), ("Send follow-up e-mail", "follow-up")],
)
def test_completing_an_action_stands_for_its_activity(text: str, kind: str) -> None:
    assert any((text, kind) in stage.actions for stage in TEMPLATES["seller"])


def test_an_action_stands_for_the_same_activity_wherever_it_is_offered() -> None:
    offered = {
        action for stages in EVERY_SET.values() for stage in stages for action in stage.actions
    }
    assert len(folded([text for text, _ in offered])) == len(offered)


@each_stage
def test_a_name_is_short(stage: StageTemplate) -> None:
    assert 1 <= len(stage.name) <= 30


@each_template
def test_a_name_that_is_too_long_for_a_narrow_list_has_a_short_one(name: str) -> None:
    stages = TEMPLATES[name]
    assert [stage for stage in stages if (stage.short is None) != (len(stage.name) <= 8)] == []
    shown = [stage.short or stage.name for stage in stages]
    assert all(len(each) <= 8 for each in shown)
    assert len(folded(shown)) == len(shown)


@each_stage
def test_a_definition_is_one_or_two_sentences(stage: StageTemplate) -> None:
    assert re.match(r"[A-Z]", stage.definition)
    assert stage.definition.endswith(".")
    assert len(re.findall(r"[.?!](?:\s|$)", stage.definition)) in {1, 2}
    assert len(stage.definition) <= 240


@each_stage
def test_a_stage_has_two_to_four_criteria_on_one_line_each(stage: StageTemplate) -> None:
    assert 2 <= len(stage.criteria) <= 4
    for text in stage.criteria:
        assert re.fullmatch(r"[A-Z].{0,78}[^.]", text)


@each_stage
def test_a_stage_grows_stale_before_it_is_stalled(stage: StageTemplate) -> None:
    assert 1 <= stage.cadence_days < stage.stalled_days <= 120


@each_stage
def test_a_stage_offers_three_to_six_different_actions(stage: StageTemplate) -> None:
    assert 3 <= len(stage.actions) <= 6
    assert len(folded([text for text, _ in stage.actions])) == len(stage.actions)


@each_stage
def test_an_action_is_short_and_of_a_known_kind(stage: StageTemplate) -> None:
    for text, kind in stage.actions:
        assert re.fullmatch(r"[A-Z].{0,38}[^.]", text)
        assert kind is None or kind in KINDS


@each_stage
def test_texts_are_printable_ascii_without_leftovers_of_their_notation(
    stage: StageTemplate,
) -> None:
    actions = [text for text, _ in stage.actions]
    for text in [stage.name.replace("–", "-"), stage.definition, *stage.criteria, *actions]:
        assert text.isascii()
        assert text.isprintable()
        assert text == " ".join(text.split())
        assert not re.search(r"[\[\]|>#]", text)


@pytest.mark.parametrize("reasons", [WON_REASONS, LOST_REASONS], ids=["won", "lost"])
def test_reasons_are_few_short_and_lower_case(reasons: tuple[str, ...]) -> None:
    assert 5 <= len(reasons) <= 8
    assert len(set(reasons)) == len(reasons)
    for text in reasons:
        assert re.fullmatch(r"[a-z][a-z -]{0,23}[a-z]", text)


def test_the_usual_reasons_for_a_loss_are_offered() -> None:
    assert {"no budget", "lost to competitor", "no decision"} <= set(LOST_REASONS)


def test_no_reason_is_offered_for_both_a_win_and_a_loss() -> None:
    assert not set(WON_REASONS) & set(LOST_REASONS)


@pytest.mark.parametrize("typed", ["milestone", "Milestone", "MILESTONE"])
def test_a_template_is_found_in_any_case(typed: str) -> None:
    assert template(typed) is TEMPLATES["milestone"]


def test_an_unknown_template_is_refused_with_the_four_that_exist() -> None:
    with pytest.raises(UsageError) as refused:
        template("enterprise")
    assert str(refused.value) == 'No template "enterprise".'
    assert refused.value.hint == "Available: seller, consultative, marketing and milestone."


def test_the_beginning_of_a_templates_name_is_not_enough() -> None:
    with pytest.raises(UsageError):
        template("sell")


def test_plain_stages_keep_names_probabilities_and_order_as_given() -> None:
    stages = plain_stages([("Offer sent", 6000), ("accepted", 4050), ("Zurückgestellt", 0)])
    assert [(stage.name, stage.probability_bp) for stage in stages] == [
        ("Offer sent", 6000),
        ("accepted", 4050),
        ("Zurückgestellt", 0),
    ]


def test_plain_stages_have_the_generic_intervals_and_criteria() -> None:
    for stage in PLAIN:
        assert (stage.cadence_days, stage.stalled_days) == (7, 30)
        assert len(stage.criteria) == 2
        assert ("Call", "call") in stage.actions


def test_no_plain_stages_are_made_from_nothing() -> None:
    assert plain_stages([]) == ()
