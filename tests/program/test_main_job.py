"""The main job, from an empty home to the coverage."""

from conftest import Shell


def test_the_main_job_works_as_written(empty: Shell) -> None:
    run = empty
    run("init", "--template", "seller", "--currency", "USD")
    run("quota", "set", "100k", "--period", "2026-Q4")
    run(
        *("add", "Acme rollout", "12k", "--account", "Acme Corp", "--source", "referral"),
        *("--close", "eoq", "--next", "Call", "--due", "fri"),
    )
    run(
        *("move", "acme", "discovery", "--buying", "yes", "--why", "Budget owner asked for a date"),
        *("--next", "Send NDA", "--due", "+3d", "--factor", "budget approved"),
    )
    run("done", "acme", "--outcome", "signed", "--then", "Call", "--due", "next tue 14:30")
    refused = run("move", "acme", "proposal", code=2)
    assert refused.err.splitlines()[-2:] == [
        'pipectl: Moving "Acme rollout" needs --buying and --why.',
        "  At a terminal, pipectl prompts you.",
    ]
    run("lose", "acme", "--reason", "no budget", "--revisit", "in 3 months")
    run("undo")
    (found,) = run("list", "--json").json
    assert found["stage"] == "Discovery"
    assert found["next_action"] == {
        "action": "Call",
        "due_on": "2026-11-24",
        "due_time": "14:30",
    }
    assert run("coverage", "--json").json["verdict"] == "short"
    assert run("list", "--no-next").out == "No deals match. List all deals: `pipectl list --all`.\n"
    assert [each["undone"] for each in run("history", "--json").json] == [
        True,
        False,
        False,
        False,
        False,
    ]
