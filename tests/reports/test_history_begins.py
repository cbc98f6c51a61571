"""Lines of values begin with the first deal; what others read names no option."""

from conftest import Shell


def line(shell: Shell, command: str, label: str) -> str:
    """The line of values with that label."""
    return next(
        (each for each in shell(command).lines if each.startswith(label) and "2026-Q4" in each), ""
    )


def test_lines_of_values_begin_where_the_history_begins(demo: Shell) -> None:
    assert line(demo, "pace", "Won ").startswith("Won  2026-Q2 ")
    assert line(demo, "metrics", "Win rate ").split()[2] == "2026-Q2"
    assert len(demo("pace", "--json").json["twelve"]) == 12


def test_of_a_single_period_there_is_no_line(acme: Shell) -> None:
    acme("win", "acme")
    assert line(acme, "pace", "Won ") == ""


def test_only_a_terminal_names_the_options_that_show_more(demo: Shell) -> None:
    said = " ".join(demo("report", "changes").out.split())
    assert " more rows. To see all of them, add --json." in said
    for words in (("--format", "md"), ("--html", "-")):
        page = demo("report", "all", *words).out
        assert " more rows." in page
        assert "--json" not in page
        assert "--explain" not in page
