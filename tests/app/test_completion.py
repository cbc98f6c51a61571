"""Completion: what is offered where, and that real shells take it in as one word."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from at_terminal import folder_of_tool
from conftest import Shell

# It finds out by which shell it was called, which a fork of another process can't.
REAL = Path(sys.executable).parent / "pipectl"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    run = Shell(tmp_path_factory.mktemp("completing"))
    run("init")
    run("add", "Acme rollout", "--account", "Acme Corp", "--source", "referral", "--tag", "hot")
    run("add", "Acorn", "--account", "Zoë O'Brien & Co", "--contact", "Jo Park")
    run("win", "acorn")
    run("edit", "acorn", "--campaign", "spring fair")
    run("add", "Überführung")
    run("add", "Worn")
    run("lose", "worn", "--reason", "no budget", "--competitor", "Rival")
    run("add", "Away")
    run("delete", "away", "--yes")
    run("stage", "criteria", "add", "discovery", "Budget confirmed")
    run("account", "add", "Müller & Söhne")
    file = run.home / "deals.csv"
    file.write_text("title\nGone\n", "utf-8")
    run("import", file, "--save-as", "Monthly")
    run("delete", "Gone", "--yes")
    run("stage", "add", "Prüfung läuft", "--probability", "5", "--after", "discovery")
    return run


def offered(run: Shell, *words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last word, in this process."""
    run.extra = {
        "_PIPECTL_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(["pipectl", *words]),
        "COMP_CWORD": str(len(words)),
        "_TYPER_COMPLETE_ARGS": " ".join(["pipectl", *words]),
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    try:
        return run().lines
    finally:
        run.extra = {}


IMPORTED = [
    "auto",
    "csv",
    "hubspot",
    "pipedrive",
    "salesforce",
    "close",
    "export",
    "zoho",
    "odoo",
    "pipectl",
    "google",
    "outlook",
    "vcard",
]
LAST = ["last-week", "last-month", "last-quarter", "last-year"]
QUARTERS = ["this-quarter", "last-quarter", "next-quarter"]
STAGES = ["initial-contact", "discovery", "prufung-lauft", "meeting", "proposal", "negotiation"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["hist"], ["history"]),
        (["stage", "criteria", ""], ["add", "remove"]),
        (["list", "--sta"], ["--stage", "--status", "--stale", "--stalled"]),
        (["show", "a"], ["acme-rollout", "acorn"]),
        (["win", "a"], ["acme-rollout"]),
        (["search", "mu"], ["muller-sohne"]),
        (["search", "acme", "jo"], ["jo-park"]),
        (["search", "acme", "--status", "w"], ["won"]),
        (["next", "a"], ["acme-rollout"]),
        (["reopen", ""], ["acorn", "worn"]),
        (["show", "aw"], []),
        (["move", "acme-rollout", "ini"], ["initial-contact"]),
        (["move", "acme-rollout", "Ini"], ["Initial contact"]),
        (["list", "--stage", "=", "dis"], ["discovery"]),
        (["list", "--stage", "="], STAGES),
        (["list", "--stage=dis"], ["--stage=discovery"]),
        (["add", "x", "--next", "send nd"], ["Send NDA"]),
        (["add", "x", "--next", r"Send\ ND"], ["Send NDA"]),
        (["add", "x", "--next", '"Send ND'], ["Send NDA"]),
        (["add", "x", "--account", ""], ["acme-corp", "muller-sohne", "zoe-obrien-co"]),
        (["add", "x", "--account", "Ac"], ["Acme Corp"]),
        (["add", "x", "--account", "Zo"], ["zoe-obrien-co"]),
        (["add", "x", "--account", "Zoë"], ["zoe-obrien-co"]),
        (["add", "x", "--account", "Mü"], ["Müller & Söhne"]),
        (["add", "x", "--account", "MÜL"], ["Müller & Söhne"]),
        (["add", "x", "--account", "mul"], ["muller-sohne"]),
        (["list", "--stage", "prü"], ["Prüfung läuft"]),
        (["contact", "forget", "j"], ["jo-park"]),
        (["contact", "role", "j"], ["jo-park"]),
        (["contact", "role", "jo-park", "a"], ["acme-rollout", "acorn"]),
        (["contact", "role", "jo-park", "acorn", "c"], ["champion"]),
        (["contact", "role", "jo-park", "acorn", "user", "--stance", "f"], ["for"]),
        (["contact", "replace", "j"], ["jo-park"]),
        (["contact", "replace", "jo-park", "sam", "--deal", "aco"], ["acorn"]),
        (["account", "show", "z"], ["zoe-obrien-co"]),
        (["account", "add", ""], []),
        (["lose", "acme-rollout", "--reason", "no b"], ["no budget"]),
        (["win", "acme-rollout", "--reason", "tr"], ["trusted relationship"]),
        (["reason", "remove", "no b"], ["no budget"]),
        (["move", "acme-rollout", "--met", "bud"], ["Budget confirmed"]),
        (["move", "acme-rollout", "--buying", ""], ["yes", "no", "unsure"]),
        (["log", "me"], ["meeting"]),
        (["log", "call", "aco"], ["acorn"]),
        (
            ["goal", "set", ""],
            [
                *("outreach", "call", "follow-up", "meeting", "proposal"),
                *("win-rate", "cycle", "average", "open"),
            ],
        ),
        (["goal", "set", "cycle", "60d", "--as", "b"], ["benchmark"]),
        (["list", "--source", ""], ["referral"]),
        (["list", "--tag", "h"], ["hot"]),
        (["list", "--columns", "id,am"], ["id,amount"]),
        (["list", "--sort", "clo"], ["close", "closed"]),
        (["list", "--status", ""], ["open", "won", "lost", "all"]),
        (["list", "--format", "j"], ["json", "jsonl"]),
        (["coverage", "--format", ""], ["table", "json", "md"]),
        (["forecast", "--format", "j"], ["json"]),
        (["report", "stalled", "--format", ""], ["table", "json", "md"]),
        (["report", "all", "--format", ""], ["table", "json", "md"]),
        (["what-if", "coverage", "--format", ""], ["table", "json", "md"]),
        (["what-if", "fo"], ["forecast"]),
        (["what-if", "--push", "acme"], ["acme-rollout"]),
        (["what-if", "--amount", "acme"], ["acme-rollout"]),
        (["export", "--format", ""], ["csv", "json", "jsonl", "md", "vcf"]),
        (["remind", "--format", ""], ["text", "md", "json", "ics"]),
        (["export", "--what", ""], ["opportunities", "activities", "history", "contacts", "all"]),
        (["review", "--only", "st"], ["stalled", "stale"]),
        (["review", "--only", "neg"], ["negotiation"]),
        (["config", "get", "cur"], ["currency"]),
        (["config", "set", "dec"], ["decimal"]),
        (["edit", "acme-rollout", "--clear", "rev"], ["revisit"]),
        (["add", "x", "--key", ""], []),
        (["import", "--from", ""], IMPORTED),
        (["import", "d.csv", "--from=h"], ["--from=hubspot"]),
        (["import", "d.csv", "--like", ""], ["Monthly"]),
        (["import", "d.csv", "--save-as", "mo"], ["Monthly"]),
        (["import", "--forget", "w"], []),
        (["import", "--dates", ""], ["ymd", "mdy", "dmy"]),
        (["import", "--encoding", "lat"], ["latin-1"]),
        (["import", "--decimal", ""], [".", ","]),
        (["import", "--complete-since", "y"], ["yesterday"]),
        (["coverage", "--period", "last-"], LAST),
        (["list", "--closing", "next-q"], ["next-quarter"]),
        (["priority", "set", "x", "--period", ""], QUARTERS),
        (["add", "x", "--currency", "eu"], ["EUR"]),
        (["next", "acme-rollout", "--due", "to"], ["today", "tomorrow"]),
        (["log", "call", "--on", "to"], ["today"]),
        (["add", "x", "--campaign", ""], ["spring fair"]),
        (["lose", "acme-rollout", "--competitor", "r"], ["Rival"]),
        (["forecast", "--method", "s"], ["simulation", "stage"]),
        (["board", "--by", "o"], ["owner"]),
        (["board", "--by", "m"], ["month"]),
        (["metrics", "--by", ""], ["source", "campaign", "account", "tag", "owner"]),
        (["report", "winloss", "--by", "c"], ["campaign"]),
        (["coverage", "--by", "t"], ["tag"]),
        (["link", "add", "stage:prop"], ["stage:proposal"]),
        (["link", "add", "sta"], ["stage:"]),
        (["link", "list", "acme-r"], ["acme-rollout"]),
        (["link", "add", "acme", "--kind", "fol"], ["follow-up"]),
        (["contact", "edit", "jo", "--clear", "ev"], ["every"]),
        (["rate", "set", "nz"], ["NZD"]),
        (["rate", "remove", "EUR", "--on", "y"], ["yesterday"]),
        (["init", "--template", "m"], ["marketing", "milestone"]),
    ],
    ids=lambda value: " ".join(value),
)  # fmt: skip
def test_what_is_offered(made: Shell, words: list[str], found: list[str]) -> None:
    assert [line for line in offered(made, *words) if line] == found


def test_nothing_is_offered_where_there_is_no_store(empty: Shell) -> None:
    assert [line for line in offered(empty, "show", "a") if line] == []
    assert list(empty.home.iterdir()) == []


def test_zsh_and_fish_are_told_what_a_word_is(made: Shell) -> None:
    assert offered(made, "show", "acm", shell="fish") == ["acme-rollout\tAcme rollout"]
    assert offered(made, "show", "acm", shell="zsh") == [
        """_arguments '*: :(("acme-rollout":"Acme rollout"))'"""
    ]
    (account,) = offered(made, "account", "show", "zo", shell="zsh")
    assert account == """_arguments '*: :(("zoe-obrien-co":"Zoë O’Brien Co"))'"""


def test_a_help_text_is_a_sentence_without_what_a_shell_acts_on(made: Shell) -> None:
    told = offered(made, "list", "--sta", shell="fish")
    assert told[2:] == [
        "--stale\tOnly stale deals, no contact for too long.",
        "--stalled\tOnly stalled deals, too long in their stage.",
    ]
    assert offered(made, "camp", shell="fish") == ["campaign\tManage campaigns and their costs"]


@pytest.mark.parametrize(
    ("shell", "sign"),
    [
        ("bash", "complete -o default -F _pipectl_completion pipectl"),
        ("zsh", "#compdef pipectl"),
        ("fish", "complete --command pipectl"),
        ("powershell", "Register-ArgumentCompleter"),
    ],
)
def test_the_script_is_that_of_the_shell_that_was_named(
    empty: Shell, shell: str, sign: str
) -> None:
    shown = empty("--show-completion", shell)
    assert sign in shown.out
    assert empty(f"--show-completion={shell}") == shown


def test_a_shell_without_completion_is_refused(empty: Shell) -> None:
    for option in ("--show-completion", "--install-completion"):
        assert empty(option, "tcsh", code=2).err == (
            'pipectl: No completion for "tcsh".\n'
            f"  There is {option} bash, zsh, fish or powershell.\n"
        )
    assert list(empty.home.iterdir()) == []


def test_a_shell_that_cannot_be_told_is_asked_for(
    empty: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)
    assert empty("--show-completion", code=2).err == (
        "pipectl: Your shell can't be detected.\n"
        "  Name it: --show-completion bash, zsh, fish or powershell.\n"
    )


def test_completion_is_installed_for_the_shell_that_was_named(empty: Shell) -> None:
    done = empty("--install-completion", "fish")
    place = empty.home / ".config/fish/completions/pipectl.fish"
    assert done.err == (f"Completion for fish is in {place}. Open a new terminal to use it.\n")
    assert "complete --command pipectl" in place.read_text()


def shell_of(made: Shell, name: str) -> dict[str, str]:
    """The environment of a person's shell, with pipectl in its path."""
    path = f"{folder_of_tool()}:{os.environ['PATH']}"
    here = {"PATH": path, "REAL": str(REAL), "TERM": "dumb", "LC_ALL": "C.UTF-8", "SHELL": name}
    return {**made.environment, **here}


TYPED = [
    ("pipectl show acm", ["show", "acme-rollout"]),
    ("pipectl show Acm", ["show", "acme-rollout"]),
    ("pipectl show Überf", ["show", "uberfuhrung"]),
    ("pipectl list --status W", ["list", "--status", "won"]),
    ("pipectl what-if --win ACM", ["what-if", "--win", "acme-rollout"]),
    ("pipectl add x --parent Acm", ["add", "x", "--parent", "acme-rollout"]),
    ("pipectl reopen a", ["reopen", "acorn"]),
    ("pipectl move acme-rollout ini", ["move", "acme-rollout", "initial-contact"]),
    ("pipectl move acme-rollout Ini", ["move", "acme-rollout", "Initial contact"]),
    (r"pipectl add x --next Send\ ND", ["add", "x", "--next", "Send NDA"]),
    ("pipectl add x --next 'Send ND", ["add", "x", "--next", "Send NDA"]),
    ("pipectl list --stage Prü", ["list", "--stage", "Prüfung läuft"]),
    ("pipectl list --account Mü", ["list", "--account", "Müller & Söhne"]),
    ("pipectl list --stage=disc", ["list", "--stage=discovery"]),
    ("pipectl import x --from hub", ["import", "x", "--from", "hubspot"]),
    ("pipectl add x --campaign spr", ["add", "x", "--campaign", "spring fair"]),
    (
        "pipectl lose acme-rollout --reason no\\ b",
        ["lose", "acme-rollout", "--reason", "no budget"],
    ),
]


# What is typed, and the last word after Tab: a file's name only where a file is meant.
FILES = [
    ("pipectl show ze", "ze"),
    ("pipectl list --stage ze", "ze"),
    ("pipectl add x 12k --note ze", "ze"),
    ("pipectl import ze", "zebra.csv"),
    ("pipectl import übe", "übersicht.csv"),
    ("pipectl export ze", "zebra.csv"),
    ("pipectl restore ze", "zebra.csv"),
    ("pipectl report all --html ze", "zebra.csv"),
    ("pipectl list --db ze", "zebra.csv"),
]


def typed_in(child: "pexpect.spawn[str]", line: str) -> str:
    """The words that a shell makes of the line when Tab was pressed, each in brackets."""
    child.send(f"{line}\t\x01words \r")
    child.expect(r"\[pipectl\][^\r\n]*END")
    found = str(child.after).removesuffix("END")
    child.expect_exact("READY> ")
    return found


def begun(command: list[str], made: Shell, rc: str) -> "pexpect.spawn[str]":
    """A shell that is ready, with completion as it is shown or installed."""
    child = pexpect.spawn(
        command[0],
        command[1:],
        env=shell_of(made, command[0]),
        cwd=str(made.home),
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 200),
    )
    child.delaybeforesend = None
    child.sendline(f"{rc}; words() {{ printf '[%s]' \"$@\"; echo END; }}; PS1='REA''DY> '")
    child.expect_exact("READY> ")
    return child


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_takes_a_word_in_as_one(made: Shell) -> None:
    rc = "bind 'set enable-bracketed-paste off'; source <($REAL --show-completion)"
    child = begun(["bash", "--norc", "--noprofile", "-i"], made, rc)
    for line, words in TYPED:
        assert typed_in(child, line) == "".join(f"[{word}]" for word in ["pipectl", *words]), line
    child.sendline("exit")
    child.expect(pexpect.EOF)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_offers_files_only_where_a_file_is_meant(made: Shell) -> None:
    rc = "bind 'set enable-bracketed-paste off'; source <($REAL --show-completion)"
    (made.home / "zebra.csv").touch()
    (made.home / "übersicht.csv").touch()
    child = begun(["bash", "--norc", "--noprofile", "-i"], made, rc)
    for line, word in FILES:
        assert typed_in(child, line).endswith(f"[{word}]"), line
    child.sendline("exit")
    child.expect(pexpect.EOF)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh here")
def test_zsh_offers_files_only_where_a_file_is_meant(made: Shell) -> None:
    rc = "autoload -Uz compinit; compinit -u; source <($REAL --show-completion)"
    (made.home / "zebra.csv").touch()
    (made.home / "übersicht.csv").touch()
    child = begun(["zsh", "-f", "-i"], made, rc)
    for line, word in FILES:
        assert typed_in(child, line).endswith(f"[{word}]"), line
    child.sendline("exit")
    child.expect(pexpect.EOF)


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_offers_files_only_where_a_file_is_meant(made: Shell) -> None:
    (made.home / "zebra.csv").touch()
    (made.home / "übersicht.csv").touch()
    script = "".join(f"; complete -C '{line}'; echo END" for line, _ in FILES)
    ran = subprocess.run(
        ["fish", "--no-config", "-c", f"$REAL --show-completion | source{script}"],
        env=shell_of(made, "fish"),
        cwd=made.home,
        capture_output=True,
        text=True,
        timeout=60,
    )
    found = [each.strip() for each in ran.stdout.split("END\n")]
    assert found == ["" if word == "ze" else word for _, word in FILES] + [""]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh here")
def test_zsh_takes_a_word_in_as_one(made: Shell) -> None:
    rc = "autoload -Uz compinit; compinit -u; source <($REAL --show-completion)"
    child = begun(["zsh", "-f", "-i"], made, rc)
    for line, words in TYPED:
        assert typed_in(child, line) == "".join(f"[{word}]" for word in ["pipectl", *words]), line
    child.sendline("exit")
    child.expect(pexpect.EOF)


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_offers_words(made: Shell) -> None:
    script = "$REAL --show-completion | source; complete -C 'pipectl show acm'"
    ran = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=shell_of(made, "fish"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "acme-rollout\tAcme rollout\n", ran.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_offers_what_differs_in_case(made: Shell) -> None:
    lines = ("pipectl show ACM", "pipectl list --status W", "pipectl add x --due F")
    script = "".join(f"; complete -C '{line}'" for line in lines)
    ran = subprocess.run(
        ["fish", "--no-config", "-c", f"$REAL --show-completion | source{script}"],
        env=shell_of(made, "fish"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "acme-rollout\tAcme rollout\nwon\nfri\n", ran.stderr


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("Acm", "acme-rollout"), ("ÜBERF", "uberfuhrung"), ("Acme r", "acme-rollout")],
)
def test_a_deal_is_offered_however_its_title_was_typed(made: Shell, typed: str, slug: str) -> None:
    for words in (("show",), ("add", "x", "--parent"), ("contact", "role", "jo")):
        assert offered(made, *words, typed) == [slug], words


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_installing_it_lasts(made: Shell, tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            "bash",
            "-c",
            "$REAL --install-completion; complete -p pipectl; . ~/.bashrc; complete -p",
        ],
        env={**shell_of(made, "bash"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Completion for bash is in" in ran.stderr
    assert "complete -o default -F _pipectl_completion pipectl" in ran.stdout
    assert (tmp_path / ".bash_completions" / "pipectl.sh").exists()


@pytest.fixture(scope="module")
def fielded(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    run = Shell(tmp_path_factory.mktemp("values"))
    run("init")
    run("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech")
    run("field", "add", "Hosted", "--on", "deal", "--type", "yes-no")
    run("field", "add", "City", "--on", "account")
    run("add", "Acme rollout", "--account", "Acme", "--source", "referral", "--campaign", "Webinar")
    run("account", "edit", "acme", "--set", "city=Bonn am Rhein")
    return run


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("list --where industry=", "industry=food industry=tech"),
        ("list --where industry=f", "industry=food"),
        ("list --where industry=food,t", "industry=food,tech"),
        ("list --where industry!=t", "industry!=tech"),
        ("list --where source=r", "source=referral"),
        ("list --where campaign=web", "campaign=Webinar"),
        ("list --where stage=neg", "stage=Negotiation"),
        ("list --where city=bonn", "city=Bonn am Rhein"),
        ("list --where fit=", "fit=A fit=B fit=C fit=D"),
        ("list --where status=w", "status=won"),
        ("coverage --where hosted=", "hosted=yes hosted=no"),
        ("edit acme --set hosted=y", "hosted=yes"),
        ("account edit acme --set industry=t", "industry=tech"),
        ("edit acme --set industry=t", ""),
        ("icp set industry=f", "industry=food"),
        ("list --where amount=", ""),
        ("list --where nothing=", ""),
    ],
)
def test_behind_the_sign_of_a_condition_its_values_are_offered(
    fielded: Shell, words: str, found: str
) -> None:
    told = [each.split("\t")[0] for each in offered(fielded, *words.split(), shell="fish")]
    wanted = found.replace("Bonn am Rhein", "Bonn_am_Rhein").split()
    assert [each.replace(" ", "_") for each in told if each] == wanted


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("list", "--where", "industry", "="), ["food", "tech"]),
        (("list", "--where", "industry", "=", "f"), ["food"]),
        (("list", "--where", "source", "=", "web", "--where", "industry", "=", "t"), ["tech"]),
        (("list", "--stage", "=", "nego"), ["negotiation"]),
        (("list", "--stage", "=", "nego", "--where", "hosted", "=", "y"), ["yes"]),
        (("list", "--where", "indus"), ["Industry="]),
    ],
)
def test_in_bash_which_parts_words_at_the_sign_only_the_rest_is_offered(
    fielded: Shell, words: tuple[str, ...], found: list[str]
) -> None:
    assert offered(fielded, *words) == found
