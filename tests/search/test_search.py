"""`search`: what is found, in which order, and how it is told in a pipe and at a terminal."""

import json
import re
from functools import partial

import pytest

from at_terminal import at_terminal
from conftest import Done, Shell, made_once
from forked import run_command

KEYS = [
    *("kind", "id", "uid", "name", "account", "contact", "stage", "status", "amount", "currency"),
    *("closed_on", "matches"),
]


@made_once
def hosted(pipectl: Shell) -> Shell:
    """Deals of three accounts, and what was written about them."""
    run = pipectl
    run("account", "add", "Müller & Söhne", "--email", "info@mueller.example")
    run("account", "edit", "müller", "--phone", "+49 30 5550100", "--note", "Only in Berlin")
    run("contact", "add", "Jo Park", "--account", "müller", "--title", "CFO")
    run("contact", "edit", "jo", "--email", "jo@hosting.example", "--note", "Likes phone calls")
    run("add", "Hosting renewal", "12k", "--account", "müller", "--contact", "jo")
    run("add", "Acme rollout", "20k", "--account", "Acme Corp", "--close", "eoq")
    run("edit", "acme", "--note", "They host it in Malmö.\nA site visit is planned.")
    run("log", "call", "acme", "Wants a draft of the hosting contract")
    run("next", "acme", "Book the site visit", "--due", "fri")
    run("done", "acme", "--outcome", "Visit booked for December")
    run("edit", "acme", "--close", "2027-01-15", "--push-reason", "Budget freeze until January")
    run("add", "Web shop", "5k", "--account", "Birch AG")
    run("lose", "shop", "--reason", "hosting too expensive", "--competitor", "Globex")
    run("add", "Portal", "8k", "--account", "Birch AG")
    moved = ("--buying", "yes", "--why", "Their Straße project needs a portal")
    run("move", "portal", *moved, "--next", "Call", "--due", "+3d", "--factor", "budget approved")
    log(run, "note", "Met at the fair about hosting", contact=1)
    return run


def log(run: Shell, kind: str, text: str, *, contact: int | None = None) -> None:
    """An activity that belongs to no deal."""
    with run.opened() as store:
        store.execute(
            "insert into activity (uid, kind, count, contact_id, done_on, text, recorded_at,"
            " recorded_on) values ('u', ?, 1, ?, '2026-11-17', ?, '2026-11-17 09:00:00.000000',"
            " '2026-11-17')",
            (kind, contact, text),
        )


def names(done: Done) -> list[str]:
    """What was found, in order: a deal by its title, somebody by the name."""
    return [each["name"] for each in done.json]


def test_the_best_matches_come_first_with_the_lines_that_matched(hosted: Shell) -> None:
    assert hosted("search", "hosting").out == (
        "#1 Hosting renewal · Müller & Söhne · Initial contact · 12,000 USD\n"
        "Contact Jo Park · Müller & Söhne\n"
        "    e-mail: jo@hosting.example\n"
        "    note, 17 Nov: Met at the fair about hosting\n"
        "#2 Acme rollout · Acme Corp · Initial contact · 20,000 USD\n"
        "    call, 18 Nov: Wants a draft of the hosting contract\n"
        "#3 Web shop · Birch AG · lost 18 Nov · 5,000 USD\n"
        "    reason: hosting too expensive\n"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["muller"], ["Müller & Söhne", "Hosting renewal", "Jo Park"]),
        (["MÜLLER", "sohne"], ["Müller & Söhne", "Hosting renewal", "Jo Park"]),
        (["strasse"], ["Portal"]),
        (["malmo", "contract"], ["Acme rollout"]),
        (["site visit"], ["Acme rollout"]),
        (['"site visit"'], ["Acme rollout"]),
        (['"visit site"'], []),
        (["cfo"], ["Jo Park"]),
        (["berlin"], ["Müller & Söhne"]),
        (["5550100"], ["Müller & Söhne"]),
        (["+493055"], ["Müller & Söhne"]),
        (["mueller.example"], ["Müller & Söhne"]),
        (["fair"], ["Jo Park"]),
        (["december"], ["Acme rollout"]),
        (["freeze"], ["Acme rollout"]),
        (["globex"], ["Web shop"]),
        (["budget", "approved"], ["Portal"]),
        (["hosting", "-draft"], ["Hosting renewal", "Jo Park", "Web shop"]),
        (["hosting", "-muller"], ["Acme rollout", "Web shop"]),
        (["host"], ["Acme rollout", "Hosting renewal", "Jo Park", "Web shop"]),
        (["osting"], []),
        (["hosting", "zzz"], []),
    ],
)
def test_every_text_is_searched(hosted: Shell, words: list[str], found: list[str]) -> None:
    assert names(hosted("search", *words, "--json")) == found


def test_each_kind_has_the_same_keys(hosted: Shell) -> None:
    found = hosted("search", "hosting", "--json").json
    assert [list(each) for each in found] == [KEYS] * 4
    del found[0]["uid"], found[1]["uid"]
    assert found[:2] == [
        {
            "kind": "deal",
            "id": 1,
            "name": "Hosting renewal",
            "account": "Müller & Söhne",
            "contact": "Jo Park",
            "stage": "Initial contact",
            "status": "open",
            "amount": 12000.0,
            "currency": "USD",
            "closed_on": None,
            "matches": [{"in": "title", "kind": None, "on": None, "text": "Hosting renewal"}],
        },
        {
            "kind": "contact",
            "id": 1,
            "name": "Jo Park",
            "account": "Müller & Söhne",
            "contact": None,
            "stage": None,
            "status": None,
            "amount": None,
            "currency": None,
            "closed_on": None,
            "matches": [
                {"in": "email", "kind": None, "on": None, "text": "jo@hosting.example"},
                {
                    "in": "activity",
                    "kind": "note",
                    "on": "2026-11-17",
                    "text": "Met at the fair about hosting",
                },
            ],
        },
    ]


def test_words_in_several_lines_are_shown_in_as_few_as_have_them(hosted: Shell) -> None:
    assert hosted("search", "malmo", "draft", "visit").out == (
        "#2 Acme rollout · Acme Corp · Initial contact · 20,000 USD\n"
        "    next action, 18 Nov: Book the site visit\n"
        "    call, 18 Nov: Wants a draft of the hosting contract\n"
        "    note: They host it in Malmö.\n"
    )


def test_where_a_text_stands_is_told(hosted: Shell) -> None:
    words = ("fair", "december", "freeze", "globex", "approved", "portal needs", "jo", "planned")
    found = [hosted("search", word, "--json").json[0]["matches"][0] for word in words]
    assert [(each["in"], each["kind"]) for each in found] == [
        ("activity", "note"),
        ("outcome", None),
        ("push-reason", None),
        ("competitor", None),
        ("factor", None),
        ("why", None),
        ("name", None),
        ("note", None),
    ]


def test_an_activity_that_belongs_to_nobody_is_found_by_itself(pipectl: Shell) -> None:
    log(pipectl, "call", "Spoke at the fair")
    assert (
        pipectl("search", "fair").out == "Activity #1 call\n    call, 17 Nov: Spoke at the fair\n"
    )
    assert pipectl("search", "fair", "--json").json[0]["kind"] == "activity"


def test_a_status_narrows_a_search_to_deals(hosted: Shell) -> None:
    def found(status: str) -> list[str]:
        return names(hosted("search", "hosting", "--status", status, "--json"))

    assert found("open") == ["Hosting renewal", "Acme rollout"]
    assert found("lost") == ["Web shop"]
    assert found("won") == []
    assert found("all") == ["Hosting renewal", "Acme rollout", "Web shop"]
    hosted("search", "hosting", "--status", "closed", code=2)


def test_every_format_of_a_list_is_there(hosted: Shell) -> None:
    def as_(form: str) -> str:
        return hosted("search", "hosting", "-muller", "--format", form).out

    assert as_("csv") == (
        "kind,id,name,account,contact,stage,status,amount,currency,in,on,text\n"
        "deal,2,Acme rollout,Acme Corp,,Initial contact,open,20000.00,USD,activity,2026-11-18,"
        "Wants a draft of the hosting contract\n"
        "deal,3,Web shop,Birch AG,,Initial contact,lost,5000.00,USD,reason,,hosting too expensive\n"
    )
    assert as_("md").splitlines()[2:] == [
        r"| deal | 2 | Acme rollout | Acme Corp |  | Initial contact | open | 20,000 | USD |"
        " activity | 2026-11-18 | Wants a draft of the hosting contract |",
        r"| deal | 3 | Web shop | Birch AG |  | Initial contact | lost | 5,000 | USD | reason |"
        "  | hosting too expensive |",
    ]
    assert [json.loads(line)["id"] for line in as_("jsonl").splitlines()] == [2, 3]
    assert as_("tsv").count("\n") == 3
    assert hosted("search", "hosting", "--format", "ids").out == "1\n2\n3\n", "deals alone"
    hosted("search", "hosting", "--format", "xml", code=2)


def test_a_search_in_an_empty_store_finds_nothing(pipectl: Shell, empty: Shell) -> None:
    assert (
        pipectl("search", "acme").out
        == "Nothing matches. See what is searched: `pipectl search --help`.\n"
    )
    assert pipectl("search", "acme", "rollout").out == (
        "Nothing matches. All words must be in the same deal, contact, account or review."
        " See what is\nsearched: `pipectl search --help`.\n"
    )
    assert pipectl("search", "acme", "--json").out == "[]\n"
    assert pipectl("search", "acme", "--format", "ids").out == ""


def test_a_search_without_a_store_makes_none(empty: Shell) -> None:
    assert "There is no store" in empty("search", "acme", code=5).err
    assert empty.state() == b""


def test_a_table_has_the_best_and_says_how_many_more_there_are(pipectl: Shell) -> None:
    for number in range(22):
        pipectl("add", f"Deal {number}")
    done = pipectl("search", "deal")
    assert len(done.lines) == 20
    assert done.err == "Showing the best 20 of 22 matches. Show all with --limit 22.\n"
    assert pipectl("search", "deal", "--limit", "22").err == ""
    done = pipectl("search", "deal", "--limit", "3", "--format", "ids")
    assert done.out == "22\n21\n20\n"
    assert done.err == "Showing the best 3 of 22 matches. Show all with --limit 22.\n"
    everything = pipectl("search", "deal", "--json")
    assert (len(everything.json), everything.err) == (22, "")
    pipectl("search", "deal", "--limit", "0", code=2)


def test_a_word_is_excluded_as_it_is_typed_and_a_mistyped_option_is_none(hosted: Shell) -> None:
    assert hosted("search", "hosting", "-draft").out == hosted("search", "hosting -draft").out
    assert hosted("search", "-draft", "hosting").out == hosted("search", "hosting -draft").out
    assert hosted("search", "--", "hosting", "-draft").out == hosted("search", "hosting -draft").out
    done = hosted("search", "hosting", "--limt", "3", code=2)
    assert done.err == (
        "pipectl: `pipectl search` has no option --limt. Did you mean --limit?\n"
        "  See `pipectl search --help`.\n"
    )
    assert hosted("search", "-draft", code=2).err == (
        "pipectl: You gave only words to exclude.\n"
        "  Give at least one word or number: `pipectl search hosting -draft`.\n"
    )
    hosted("search", code=2)


def test_a_deleted_deal_is_found_no_more(hosted: Shell) -> None:
    hosted("delete", "2", "--yes")
    assert names(hosted("search", "hosting", "--json")) == [
        "Hosting renewal",
        "Jo Park",
        "Web shop",
    ]
    assert hosted("search", "draft", "--json").json == []
    hosted("undo")
    assert names(hosted("search", "draft", "--json")) == ["Acme rollout"]


def test_who_was_forgotten_is_found_no_more(hosted: Shell) -> None:
    hosted("edit", "acme", "--note", "Jo Park asked for it")
    for words in ("park", "jo@hosting.example", "cfo"):
        assert hosted("search", words, "--json").json
    hosted("contact", "forget", "jo park", "--yes")
    for words in ("park", "jo", "jo@hosting.example", "cfo", "likes"):
        assert hosted("search", words, "--json").json == []
    hosted("account", "forget", "Müller & Söhne", "--yes")
    for words in ("muller", "mueller.example", "5550100", "berlin"):
        assert hosted("search", words, "--json").json == []


HOSTILE = "\x1b[2J net\x07 \u202egnitsoh <b>|x|`y`</b> =1+1 host\x1e99\x1f"


def test_hostile_texts_are_found_and_cannot_act(pipectl: Shell) -> None:
    pipectl("add", "Plain", "--account", "Acme", "--contact", "Jo", "--note", "x")
    pipectl("log", "note", "plain", "x")
    with pipectl.opened() as store:
        for column in ("opportunity.title", "account.name", "contact.note", "activity.text"):
            table, name = column.split(".")
            store.execute(f"update {table} set {name} = ?", (f"{HOSTILE} {table}",))
    unsafe = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")
    for form in ("table", "json", "jsonl", "csv", "tsv", "md"):
        done = pipectl("search", "host", "net", "--format", form)
        assert not unsafe.search(done.out.replace("\r\n", "\n").replace("\t", " ")), form
        assert "net" in done.out
    found = pipectl("search", "host", "activity", "--json").json
    assert [(each["kind"], each["id"]) for each in found] == [("deal", 1)]
    assert pipectl("search", "99", "-plain").out


def drawn(shell: Shell, *words: str, columns: int) -> str:
    """What a search draws at a terminal, with its escapes."""
    environment = {**shell.environment, "COLUMNS": str(columns), "TERM": "xterm-256color"}
    child = at_terminal(partial(run_command, ("search", *words)), environment)
    shown: str = child.read()
    assert child.ended() == 0, shown
    return shown.replace("\r\n", "\n")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_words_that_matched_are_emphasised_at_a_terminal(hosted: Shell) -> None:
    shown = drawn(hosted, "hosting", "-muller", columns=80)
    assert plain(shown) == hosted("search", "hosting", "-muller").out
    assert re.findall(r"\x1b\[1;4m(.*?)\x1b\[0m", shown) == ["hosting", "hosting"]
    hosted.extra = {"NO_COLOR": "1"}
    assert "\x1b" not in drawn(hosted, "hosting", columns=80)


def test_a_long_line_is_cut_around_the_words_that_matched(hosted: Shell) -> None:
    text = "They spoke about this and that, and then at last of a data centre in the north. " * 3
    hosted("log", "call", "portal", f"{text}Hosting is next. {text}")
    wide = plain(drawn(hosted, "hosting", "next", columns=80))
    assert wide == (
        "#4 Portal · Birch AG · Discovery · 8,000 USD\n"
        "    call, 18 Nov: …in the north. Hosting is next. They spoke about this and tha…\n"
    )
    narrow = plain(drawn(hosted, "hosting", "next", columns=40))
    assert narrow == (
        "#4 Portal · Birch AG · Discovery · \n"
        "  8,000 USD\n"
        "    call, 18 Nov: …Hosting is next. The…\n"
    )
    assert max(map(len, wide.splitlines())) <= 80


def test_own_fields_sources_campaigns_tags_and_reasons_are_found(hosted: Shell) -> None:
    run = hosted
    run("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech")
    run("field", "add", "Region", "--on", "deal")
    run("field", "add", "Hobby", "--on", "contact")
    run("account", "edit", "müller", "--set", "industry=food")
    run("edit", 4, "--set", "region=north", "--source", "referral", "--campaign", "Webinar")
    run("edit", 4, "--tag", "hot")
    run("contact", "edit", "jo", "--set", "hobby=Golf")
    run("contact", "role", "Kim Li", 4, "champion")
    run("contact", "replace", "Kim", "Sam Lee", "--deal", 4, "--why", "Kim Li left for Mars")
    found = {
        each: [line.strip() for line in run("search", each).lines]
        for each in ("food", "north", "golf", "referral", "webinar", "hot", "mars")
    }
    portal = "#4 Portal · Birch AG · Discovery · 8,000 USD"
    assert found == {
        "food": ["Account Müller & Söhne", "Industry: food"],
        "north": [portal, "Region: north"],
        "golf": ["Contact Jo Park · Müller & Söhne", "Hobby: Golf"],
        "referral": [portal, "source: referral"],
        "webinar": [portal, "campaign: Webinar"],
        "hot": [portal, "tag: hot"],
        "mars": [portal, "contact replaced, 18 Nov: Kim Li left for Mars"],
    }
    run("account", "edit", "müller", "--set", "industry=tech")
    run("contact", "forget", "Kim Li", "--yes")
    for gone in ("food", "kim"):
        assert run("search", gone).out.startswith("Nothing matches."), gone
    run("field", "remove", "Region")
    assert run("search", "north").out.startswith("Nothing matches.")
