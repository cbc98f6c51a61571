"""`report all`: every number of one view of the store, for people, machines and browsers."""

import stat
from html import unescape
from pathlib import Path

import pytest

from conftest import Shell, made_once
from pipectl.cli.command_table import COMMANDS, load
from pipectl.cli.command_table import NUMBERS as PANEL
from pipectl.reports.all import AGREEMENT, NUMBERS, OF_FIT, OF_SEQUENCES, OF_TEAMS

# Without an ideal customer, a sequence that was started, or several sellers.
IN_STORE = [name for name in NUMBERS if name not in OF_FIT + OF_SEQUENCES + OF_TEAMS]
TOLD = len(IN_STORE)
ALONE = {name for name, entry in COMMANDS.items() if entry.panel == PANEL}
HOSTILE = '"><script>alert(1)</script>'


@made_once
def busy(acme: Shell) -> Shell:
    """A store with open, won and lost ones, one of them with a title that is none."""
    acme("quota", "set", "50k", "--period", "2026-Q4")
    acme("add", HOSTILE, "9k", "--stage", "meeting", "--close", "eoq")
    acme("add", "Birch", "5k", "--stage", "proposal")
    acme("win", "birch")
    acme("add", "Cedar", "4k")
    acme("lose", "cedar", "--reason", "no budget")
    return acme


def test_no_number_is_left_out() -> None:
    """A new one needs a line in `reports/all`, where it belongs among the others."""
    reports = set(getattr(load("report"), "commands", ()))
    # `what-if` and what explains another number aren't numbers of their own.
    assert set(NUMBERS) == (reports | ALONE) - {"report", "all", "what-if"}


def test_all_numbers_as_json_are_each_as_alone(busy: Shell) -> None:
    found = busy("report", "all", "--json").json
    assert list(found) == [*IN_STORE, AGREEMENT]
    del found[AGREEMENT]
    for name, answer in found.items():
        words = (name,) if name in ALONE else ("report", name)
        assert answer == busy(*words, "--json").json, name


def test_what_is_asked_for_holds_for_each(busy: Shell) -> None:
    words = ("--period", "2026", "--currency", "EUR", "--explain")
    found = busy("report", "all", *words, "--json").json
    assert found.pop(AGREEMENT) is None  # no quota in euros
    assert {each["currency"] for each in found.values() if "currency" in each} == {"EUR"}
    assert all("explain" in each and "formulas" in each for each in found.values())
    assert {found[name]["period"] for name in ("coverage", "pace", "metrics")} == {"2026"}


def test_as_of_today_is_now(busy: Shell) -> None:
    assert (
        busy("report", "all", "--as-of", "today", "--json").json
        == busy("report", "all", "--json").json
    )
    then = " ".join(busy("report", "all", "--as-of", "yesterday").out.split())
    assert then.startswith(
        "Sales pipeline on Tue 17 Nov 2026 "
        f"{busy.place.name} · 2026-Q4 (Thu 1 Oct 2026 to Thu 31 Dec 2026) · amounts in USD · "
        "as it was then, seen on Wed 18 Nov 2026 Figure Value Note Won 0 USD in 2026-Q4"
    )


def test_the_pages_stand_one_below_the_other(busy: Shell) -> None:
    done = busy("report", "all")
    assert done.out.startswith(
        "Sales pipeline on Wed 18 Nov 2026\n"
        f"{busy.place.name} · 2026-Q4 (Thu 1 Oct 2026 to Thu 31 Dec 2026) · amounts in USD\n"
        "\nFigure"
    )
    assert "\n\nPipeline by stage\n─────────────────\nStage " in done.out
    assert busy("board").out in done.out
    assert f"\nCoverage for 2026-Q4\n────────────────────\n{busy('coverage').out}\n" in done.out
    assert done.err == ""


def test_markdown_has_a_title_and_a_section_a_number(busy: Shell) -> None:
    lines = busy("report", "all", "--format", "md").lines
    assert lines[0] == "# Sales pipeline on Wed 18 Nov 2026"
    assert [line for line in lines if line.startswith("## ")][:2] == [
        "## Pipeline by stage",
        "## Coverage for 2026-Q4",
    ]
    assert not any("<script" in line.replace("\\<", "") for line in lines)


def test_the_page_for_a_browser_is_private_and_whole(busy: Shell) -> None:
    file = busy.home / "all.html"
    done = busy("report", "all", "--html", file)
    assert (done.out, done.err) == ("", f"Wrote {TOLD} reports to {file}.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in busy.home.glob("*new*")] == []
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert "<script" not in page
    assert HOSTILE in unescape(page)
    assert page.count("<section ") == TOLD
    assert busy.process("report", "all", "--html", "-", is_new=False).out == page


def test_what_stands_there_is_only_written_over_when_asked(busy: Shell) -> None:
    file = busy.home / "all.html"
    file.write_text("mine")
    busy("report", "all", "--html", file, code=4)
    assert file.read_text() == "mine"
    busy("report", "all", "--html", file, "--force")
    assert file.read_text().startswith("<!doctype")


def test_a_refused_question_leaves_no_file(busy: Shell) -> None:
    file = busy.home / "all.html"
    busy("report", "all", "--html", file, "--period", "someday", code=2)
    assert list(busy.home.glob("*.html*")) == list(busy.home.glob(".*.new")) == []
    assert not Path(file).exists()


@pytest.mark.parametrize("form", ["table", "md", "json", "html"])
def test_an_empty_store_is_told_in_sentences(pipectl: Shell, form: str) -> None:
    words = ("--html", "-") if form == "html" else ("--format", form)
    done = pipectl.process("report", "all", *words, is_new=False)
    assert "nan" not in done.out.lower().replace("finance", "")
    assert "None" not in done.out
    assert "No open deals." in done.out or form == "json"
