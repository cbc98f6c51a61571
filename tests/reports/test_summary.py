"""What stands above `report all`: each figure as its own command says it, and why they differ."""

from conftest import Shell, made_once


@made_once
def selling(acme: Shell) -> Shell:
    """A store with 5,000 won and 12,000 open in the first stage."""
    acme("add", "Birch", "5k", "--stage", "proposal")
    acme("win", "birch")
    return acme


def above(shell: Shell, *words: str) -> list[str]:
    """The lines between the facts and the first report."""
    lines = shell("report", "all", *words).lines
    return lines[3 : lines.index("", 3)]


def joined(shell: Shell, *words: str) -> str:
    """What a command prints, on one line."""
    return " ".join(shell(*words).out.split())


def test_each_figure_is_that_of_its_command(selling: Shell) -> None:
    selling("quota", "set", "50k", "--period", "2026-Q4")
    assert above(selling) == [
        "Figure    Value       Note",
        "Won       5k USD      10 % of the quota",
        "Quota     50k USD     45k to go",
        "Coverage  0.26x       short: you need 3.0x",
        "Pace      -20.8k USD  27.4 working days behind: 25.8k expected by now",
        "Forecast  1 %         chance of reaching 50k by Thu 31 Dec 2026",
    ]
    coverage = joined(selling, "coverage")
    assert (
        "5k of 50k USD won, 45k to go. 12k is open: coverage 0.26x, short (you need 3.0x)."
        in coverage
    )
    assert (
        "5k of 50k USD won. You are 20.8k (27.4 working days) behind pace: 25.8k was expected by"
        " now." in joined(selling, "pace")
    )
    assert "1 % chance of reaching 50k USD by Thu 31 Dec 2026" in joined(selling, "forecast")


def test_without_a_quota_it_says_what_is_open_and_likely(selling: Shell) -> None:
    assert above(selling) == [
        "Figure    Value    Note",
        "Won       5k USD   in 2026-Q4",
        "Quota     –        not set for 2026-Q4",
        "Open      12k USD  expected to close in 2026-Q4",
        "Forecast  257 USD  expected from open deals",
    ]
    assert "5k USD won, 12k open." in joined(selling, "coverage")
    assert "257 expected from open deals" in joined(selling, "forecast")


def test_of_a_quota_that_is_made_nothing_is_left_to_judge(selling: Shell) -> None:
    selling("quota", "set", "5k", "--period", "2026-Q4")
    assert above(selling) == [
        "Figure  Value    Note",
        "Won     5k USD   100 % of the quota",
        "Quota   5k USD   reached",
        "Open    12k USD  expected to close in 2026-Q4",
    ]


def test_of_a_period_that_is_over_it_says_what_came_of_it(selling: Shell) -> None:
    assert above(selling, "--period", "2026-Q3") == [
        "Figure  Value  Note",
        "Won     0 USD  in 2026-Q3",
        "Quota   –      not set for 2026-Q3",
    ]
    selling("quota", "set", "50k", "--period", "2026-Q3")
    assert above(selling, "--period", "2026-Q3") == [
        "Figure     Value    Note",
        "Won        0 USD    0 % of the quota",
        "Quota      50k USD  for 2026-Q3",
        "Missed by  50k USD  The period is over.",
    ]
    selling("quota", "set", "5k", "--period", "2026-Q4")
    selling.now = "2027-01-05T10:00"
    assert above(selling, "--period", "2026-Q4") == [
        "Figure  Value    Note",
        "Won     5k USD   100 % of the quota",
        "Quota   5k USD   for 2026-Q4",
        "Result  reached  The period is over.",
    ]


def test_on_the_last_day_there_is_nothing_to_forecast(selling: Shell) -> None:
    selling("quota", "set", "10k", "--period", "2026-Q4")
    selling.now = "2026-12-31T10:00"
    assert above(selling)[3:] == [
        "Coverage  2.4x        short: you need 3.0x",
        "Pace      -4.85k USD  32 working days behind: 9.85k expected by now",
    ]


def test_before_a_period_begins_it_is_even(selling: Shell) -> None:
    selling("quota", "set", "20k", "--period", "2027-Q1")
    assert above(selling, "--period", "2027-Q1")[3:] == [
        "Coverage  0x       nothing is open: you need 3.0x",
        "Pace      even     nothing is expected yet",
        "Forecast  18 %     chance of reaching 20k by Wed 31 Mar 2027",
    ]


def test_why_they_differ_is_said_once_on_the_page(demo: Shell) -> None:
    said = "your 5 best late-stage deals can cover the rest."
    assert above(demo)[-1].endswith(said)
    for words in ((), ("--format", "md"), ("--html", "-")):
        assert demo("report", "all", *words).out.count(said) == 1


def test_markdown_has_the_figures_as_a_table(selling: Shell) -> None:
    selling("quota", "set", "50k", "--period", "2026-Q4")
    lines = selling("report", "all", "--format", "md").lines
    assert lines[3:12] == [
        "",
        "| Figure | Value | Note |",
        "| --- | --- | --- |",
        "| Won | 5k USD | 10 % of the quota |",
        "| Quota | 50k USD | 45k to go |",
        "| Coverage | 0.26x | short: you need 3.0x |",
        "| Pace | -20.8k USD | 27.4 working days behind: 25.8k expected by now |",
        "| Forecast | 1 % | chance of reaching 50k by Thu 31 Dec 2026 |",
        "",
    ]


def test_a_decimal_comma_is_that_of_the_figures_too(selling: Shell) -> None:
    selling("quota", "set", "50k", "--period", "2026-Q4")
    selling("config", "set", "decimal", ",")
    assert "Coverage  0,26x       short: you need 3,0x" in above(selling)


def test_on_the_page_each_figure_leads_to_its_report(demo: Shell) -> None:
    page = demo("report", "all", "--html", "-").out
    strip = page.partition('<dl class="figures">')[2].partition("</dl>")[0]
    for name in ("pace", "coverage", "forecast"):
        assert f'<a href="#{name}">' in strip
        assert f'<section id="{name}">' in page
    assert strip.count("<dt>") == 5
