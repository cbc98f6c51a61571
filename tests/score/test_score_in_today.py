"""`today` puts leads in the order of their scores."""

from conftest import Shell


def leads(run: Shell) -> Shell:
    """Three leads and a deal, all overdue, and the leads are ranked by money 1, 2, 4."""
    run("init", "--template", "marketing")
    run.now = "2026-11-02T09:00"
    for title, amount in (("Big lead", "90k"), ("Mid lead", "60k"), ("Deal", "10k"), ("Low", "5k")):
        stage = "sales-qualified" if title == "Deal" else "lead generation"
        run("add", title, amount, "--stage", stage, "--probability", "50%",
            "--next", "Call", "--due", "2026-11-05")  # fmt: skip
    run("log", "meeting", "mid", "--not-done")
    run("log", "call", "low", "--not-done")
    run.now = "2026-11-18T10:00"
    return run


def test_leads_go_by_their_scores_and_deals_keep_their_places(empty: Shell) -> None:
    run = leads(empty)
    found = run("today", "--json").json
    titles = [each["title"] for each in found if each["title"]]
    assert titles == ["Mid lead", "Low", "Deal", "Big lead"]
    told = run("today", "--explain", "--json").json
    assert [each["score"] for each in told if each["title"]] == [29, 19, None, 0]


def test_the_page_explains_the_order_of_leads(empty: Shell) -> None:
    run = leads(empty)
    lines = run("today", "--explain").lines
    start = lines.index(
        "Leads keep the places that their ranks give them, but fill them in the order of their"
        " scores (see"
    )
    assert lines[start + 1] == "`pipectl show OPP --explain`)."
    titles = lines[start + 2].split()
    assert titles[-2:] == ["Rank", "Score"]
    assert [each.split()[-1] for each in lines[start + 3 : start + 7]] == ["29", "19", "–", "0"]


def test_without_a_lead_nothing_is_said_of_scores(acme: Shell) -> None:
    acme.now = "2026-11-23T10:00"
    assert "Score" not in acme("today", "--explain").out
    assert acme("today", "--explain", "--json").json[-1]["score"] is None


def test_scores_without_fit_are_told_as_such(empty: Shell) -> None:
    run = leads(empty)
    said = "Scores are engagement alone, as you haven't described your ideal customer."
    assert said in " ".join(run("today", "--explain").out.split())
    run("icp", "set", "source=referral")
    assert said not in " ".join(run("today", "--explain").out.split())
