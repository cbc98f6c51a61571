"""Each question at a real pseudo-terminal: what is typed, what is shown, what comes back."""

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from at_terminal import at_terminal
from forked import run_program
from pipectl.prompting.question import Question
from pipectl.prompting.screen import _bindings, answer_lines

UP, DOWN, ENTER, BACKSPACE = "\x1b[A", "\x1b[B", "\r", "\x7f"
CTRL_C, CTRL_D = "\x03", "\x04"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOR = re.compile(r"\x1b\[(?:\d+;)*(?:3\d|4\d|9\d|10\d)(?:;\d+)*m")

SCRIPT = """
import sys, termios
from pipectl.prompting.prompts import Choice, can_ask, confirm, key, line, pick, pick_or_type, tick
from pipectl.errors import UsageError
C = Choice

def number(text):
    if not text.isdecimal():
        raise UsageError(f"{text} is no number.", hint="Write 12.")
    return int(text)

before = termios.tcgetattr(0)
try:
    print(repr(EXPRESSION))
except KeyboardInterrupt:
    print("interrupted")
assert termios.tcgetattr(0) == before
"""
STAGES = (
    "[C(1, 'Lead'), C(2, 'Demo back'), C(3, 'Demo', 'shown'), C(4, 'Grüne Wiese'), C(5, 'Won')]"
)
PICK = f"pick('Stage', {STAGES})"
ACTIONS = "[C('call back', 'Call back'), C('call', 'Call'), C('mail', 'Mail')]"
TYPE = f"pick_or_type('Next', {ACTIONS}, optional=False)"
TICK = f"tick('Criteria', {STAGES}, ticked=[3])"
LINE = "line('Amount', check=number)"
CONFIRM = "confirm('Delete it?')"
KEY = "key('Buying?', {'y': 'yes', 'n': 'no'}, default='y', hint='Enter keeps yes; n no')"
EVERY = pytest.mark.parametrize("question", [PICK, TYPE, TICK, LINE, CONFIRM])


class Session:
    """A question at a terminal of its own, its stdout in a file."""

    def __init__(self, expression: str, out: Path, size: tuple[int, int], env: dict[str, str]):
        self.out, self.seen = out, io.StringIO()
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
        environment |= {"TERM": "xterm-256color"} | env
        act = partial(run_program, script(expression), out)
        self.child = at_terminal(act, environment, dimensions=size)
        self.child.logfile_read = self.seen

    def see(self, *texts: str) -> "Session":
        for text in texts:
            self.child.expect_exact(text)
        return self

    def type(self, *keys: str) -> "Session":
        self.child.send("".join(keys))
        return self

    def result(self) -> str:
        """What came to stdout; the script itself checks that the terminal is as it was."""
        assert self.child.ended() == 0, self.seen.getvalue()
        return self.out.read_text("utf-8").removesuffix("\n")

    def left(self) -> str:
        """What stays on the screen once the question is erased."""
        return ESCAPE.sub("", self.seen.getvalue().rpartition("\x1b[?2004l")[2]).strip()


Ask = Callable[..., Session]


def script(expression: str) -> str:
    return SCRIPT.replace("EXPRESSION", expression)


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    def start(expression: str, *, size: tuple[int, int] = (24, 80), **env: str) -> Session:
        return Session(expression, tmp_path / "stdout", size, env)

    return start


# pick


def test_picking_with_the_arrows_goes_round_the_ends(ask: Ask) -> None:
    session = ask(PICK).see("? ", "Stage", "> Lead", "Won", "type to filter")
    assert session.type(UP, UP, DOWN, ENTER).result() == "5"
    assert session.left() == "? Stage  Won"


def test_typing_filters_on_any_part_of_a_label_in_any_case(ask: Ask) -> None:
    assert ask(PICK).see("filter").type("NE WI", ENTER).result() == "4"
    assert ask(PICK).see("filter").type("GRÜ", ENTER).result() == "4"


def test_the_best_match_is_highlighted_first(ask: Ask) -> None:
    assert ask(PICK).see("filter").type("demo", ENTER).result() == "3"
    assert ask(PICK).see("filter").type("dem", ENTER).result() == "2"
    assert ask(PICK).see("filter").type("dem", DOWN, ENTER).result() == "3"


def test_a_filter_that_matches_nothing_is_said_and_asked_again(ask: Ask) -> None:
    session = ask(PICK).see("filter").type("zz", UP, DOWN, ENTER).see('Nothing matches "zz".')
    assert session.type(ENTER, BACKSPACE, BACKSPACE, "won", ENTER).result() == "5"


def test_enter_takes_the_default_also_after_a_filter_was_cleared(ask: Ask) -> None:
    preset = f"pick('Stage', {STAGES}, default=4)"
    assert ask(preset).see("> Grüne", "filter").type(ENTER).result() == "4"
    assert ask(preset).see("filter").type("x", BACKSPACE, ENTER).result() == "4"


def test_values_may_be_none_or_false(ask: Ask) -> None:
    question = "pick('Keep?', [C(True, 'yes'), C(None, 'later'), C(False, 'no')], default=False)"
    assert ask(question).see("> no").type(ENTER).result() == "False"
    assert ask(question).see("> no").type(UP, ENTER).result() == "None"


def test_a_list_longer_than_the_screen_scrolls(ask: Ask) -> None:
    question = "pick('Which?', [C(n, f'Deal {n}') for n in range(5000)])"
    session = ask(question, size=(6, 40)).see("> Deal 0", "Deal 1", "type to filter 5,000 choices")
    assert "Deal 3" not in session.seen.getvalue()
    assert session.type(UP).see("Deal 4999").type(UP, ENTER).result() == "4998"


@pytest.mark.parametrize("hint", ["", "Enter skips it"])
def test_a_long_list_says_at_forty_columns_that_typing_filters(ask: Ask, hint: str) -> None:
    question = f"pick('Which?', [C(n, f'Deal {{n}}') for n in range(23)], hint={hint!r})"
    session = ask(question, size=(12, 40)).see(f"{hint and hint + ' · '}type to filter", "choices")
    assert session.type("22", ENTER).result() == "22"


def test_at_most_eight_rows_are_shown(ask: Ask) -> None:
    session = ask("pick('Which?', [C(n, f'Deal {n}') for n in range(20)])").see(
        "type to filter 20 choices"
    )
    assert session.type(ENTER).result() == "0"
    assert re.findall(r"Deal \d+", session.seen.getvalue()) == [
        *(f"Deal {n}" for n in range(8)),
        "Deal 0",
    ]


@pytest.mark.parametrize("columns", [1, 40, 80, 120])
@pytest.mark.parametrize("label", ["x" * 300, "日本語" * 60, "👩‍👩‍👧‍👦🇩🇪" * 40])
def test_a_long_label_is_cut_in_the_list_and_whole_in_the_answer(
    ask: Ask, columns: int, label: str
) -> None:
    session = ask(f"pick('Which?', [C(1, {label!r})])", size=(24, columns))
    session.child.expect_exact("…" if columns > 1 else "\x1b[?7h")
    assert session.type(ENTER).result() == "1"
    if columns > 1:
        assert session.left().removeprefix("? Which?  ") == label


def test_markup_and_control_characters_are_shown_as_text(ask: Ask) -> None:
    label = "<b>[red]x[/red]</b>\x1b[2J\u202ey"
    session = ask(f"pick('<i>%s {{0}}\x07', [C(1, {label!r})])").see("<b>[red]x").type(ENTER)
    assert session.result() == "1"
    assert session.left() == "? <i>%s {0}\\x07  <b>[red]x[/red]</b>\\x1b[2J\\u202ey"
    assert "\x1b[2J" not in session.seen.getvalue()


def test_an_encoding_without_the_characters_still_works(ask: Ask) -> None:
    session = ask("pick('Wähle', [C(1, 'Grün'), C(2, '日本')])", PYTHONIOENCODING="ascii")
    assert session.see("W?hle", "> Gr?n").type(DOWN, ENTER).result() == "2"


def test_nothing_to_pick_from_is_a_defect() -> None:
    from pipectl.prompting.prompts import pick

    with pytest.raises(ValueError, match="nothing to pick from"):
        pick("Stage", [])


# pick_or_type


def test_enter_takes_the_highlighted_option_and_never_half_a_word(ask: Ask) -> None:
    session = ask(TYPE).see("Call back", "Mail").type("Cal", ENTER)
    assert session.result() == "'call back'"
    assert session.left() == "? Next  Call back"
    assert ask(TYPE).see("Mail").type("ma", ENTER).result() == "'mail'"
    assert ask(TYPE).see("Mail").type("Cal", DOWN, ENTER).result() == "'call'"
    assert ask(TYPE).see("Mail").type("c", DOWN, "a", ENTER).result() == "'call back'"
    assert ask(TYPE).see("Mail").type(DOWN, DOWN, DOWN, ENTER).result() == "'mail'"


def test_the_text_as_typed_has_a_row_of_its_own(ask: Ask) -> None:
    session = ask(TYPE).see("Mail").type(" hold ").see('> Use "hold" as typed')
    assert session.type(ENTER).result() == "' hold '"
    session = ask(TYPE).see("Mail").type("Call b").see("> Call back", 'Use "Call b" as typed')
    assert session.type(UP, ENTER).result() == "'Call b'"
    session = ask(TYPE).see("Mail").type("call back")
    assert session.type(DOWN, ENTER).result() == "'call back'"
    assert "as typed" not in session.seen.getvalue().rpartition("call back")[2]


def test_a_slip_of_the_keys_highlights_what_it_resembles(ask: Ask) -> None:
    session = ask(TYPE).see("Mail").type("cal bakc").see("> Call back", 'Use "cal bakc" as typed')
    assert session.type(ENTER).result() == "'call back'"


def test_other_words_are_no_slip_of_the_keys(ask: Ask) -> None:
    session = ask(TYPE).see("Mail").type("Cold back").see('> Use "Cold back" as typed')
    assert session.type(ENTER).result() == "'Cold back'"
    session = ask(TYPE).see("Mail").type("Cold back").see('> Use "Cold back" as typed')
    assert session.type(UP, ENTER).result() == "'call back'"


def test_an_option_typed_whole_in_any_case_is_that_option(ask: Ask) -> None:
    assert ask(TYPE).see("Mail").type("CALL", ENTER).result() == "'call'"


def test_text_like_none_of_the_options_is_free_text(ask: Ask) -> None:
    assert ask(TYPE).see("Mail").type("Send the 日本 offer", ENTER).result() == (
        "'Send the 日本 offer'"
    )


def test_a_required_text_is_asked_again_and_an_optional_one_skipped(ask: Ask) -> None:
    session = ask(TYPE).see("Mail").type(" ", ENTER).see("An answer is required.")
    assert session.type(BACKSPACE, "x", ENTER).result() == "'x'"
    optional = f"pick_or_type('Next', {ACTIONS}, optional=True, hint='a verb first')"
    session = ask(optional).see("a verb first · Enter skips").type(ENTER)
    assert session.result() == "None"
    assert session.left() == "? Next  (skipped)"


def test_without_options_it_is_a_line_of_text(ask: Ask) -> None:
    session = ask("pick_or_type('Next', [], optional=False)").see("Next")
    assert session.type(DOWN, "x", ENTER).result() == "'x'"


# tick


def test_space_ticks_and_unticks_and_enter_returns_all_that_are_ticked(ask: Ask) -> None:
    session = ask(TICK).see("> [ ] Lead", "[ ] Demo back", "[x] Demo  shown", "Space ticks")
    assert session.type("q", " ", DOWN, DOWN, " ", DOWN, DOWN, " ", ENTER).result() == "[1, 5]"
    assert session.left() == "? Criteria  Lead, Won"


def test_what_was_ticked_before_stays_ticked(ask: Ask) -> None:
    assert ask(TICK).see("Space ticks").type(ENTER).result() == "[3]"
    session = ask(f"tick('Criteria', {STAGES}, ticked=[])").see("Space ticks").type(ENTER)
    assert (session.result(), session.left()) == ("[]", "? Criteria  (none)")


def test_nothing_to_tick_is_no_question(ask: Ask) -> None:
    session = ask("tick('Criteria', [], ticked=[])")
    assert session.result() == "[]"
    assert session.seen.getvalue() == ""


# line


def test_a_line_is_returned_as_its_check_reads_it(ask: Ask) -> None:
    session = ask(LINE).see("Amount").type("12", ENTER)
    assert (session.result(), session.left()) == ("12", "? Amount  12")


def test_bad_input_is_explained_and_stays_to_be_corrected(ask: Ask) -> None:
    session = ask(LINE).see("Amount").type("12a", ENTER).see("12a is no number. Write 12.")
    assert session.type(BACKSPACE, "3", ENTER).result() == "123"


def test_a_default_can_be_taken_or_edited(ask: Ask) -> None:
    preset = "line('Amount', check=number, default='12', optional=True)"
    assert ask(preset).see("12", "Enter skips").type(ENTER).result() == "12"
    assert ask(preset).see("12", "Enter skips").type("0", ENTER).result() == "120"
    assert ask(preset).see("12", "Enter skips").type("\x15", ENTER).result() == "None"


def test_a_required_line_is_asked_again(ask: Ask) -> None:
    session = ask(LINE).see("Amount").type(ENTER).see("An answer is required.")
    assert session.type("1", ENTER).result() == "1"


def test_a_defect_in_a_check_is_raised_not_shown_by_the_event_loop(ask: Ask) -> None:
    session = ask("line('Amount', check=int)").see("Amount").type("x", ENTER)
    session.child.expect(pexpect.EOF)
    shown = session.seen.getvalue()
    assert "ValueError: invalid literal" in shown
    assert "Press ENTER" not in shown


def test_pasted_lines_become_one_line(ask: Ask) -> None:
    session = ask("line('Note', check=str)").see("Note")
    session.type("\x1b[200~one\r\ntwo\nthree\x1b[201~", ENTER)
    assert session.result() == "'one two three'"


def test_a_text_longer_than_the_screen_is_kept(ask: Ask) -> None:
    session = ask("line('Note', check=len)", size=(6, 40)).see("Note")
    assert session.type("\x1b[200~", "x" * 3000, "\x1b[201~", ENTER).result() == "3000"


def test_keys_typed_ahead_reach_the_next_question(ask: Ask) -> None:
    session = ask(f"[{LINE}, {CONFIRM}, {PICK}]").see("Amount")
    assert session.type("7", ENTER, "y", ENTER, DOWN, ENTER).result() == "[7, True, 2]"


# confirm


@pytest.mark.parametrize(
    ("keys", "default", "answer"),
    [
        ("y", "False", "True"),
        ("YES", "False", "True"),
        ("n", "True", "False"),
        ("No", "True", "False"),
        ("", "True", "True"),
        ("", "False", "False"),
    ],
)
def test_confirming(ask: Ask, keys: str, default: str, answer: str) -> None:
    session = ask(f"confirm('Sure?', default={default})").see("Sure?").type(keys, ENTER)
    assert session.result() == answer
    assert session.left().endswith("  yes" if answer == "True" else "  no")


def test_an_answer_other_than_yes_or_no_is_asked_again(ask: Ask) -> None:
    session = ask(CONFIRM).see("Delete it?", "(y/N)").type("maybe", ENTER).see("Answer y or n.")
    assert session.type("\x15", "y", ENTER).result() == "True"


# key


def test_a_key_is_an_answer_as_soon_as_it_is_pressed(ask: Ask) -> None:
    session = ask(KEY).see("Buying?", "Enter keeps yes; n no").type("n")
    assert session.result() == "'n'"
    assert session.left() == "? Buying?  no"
    session = ask(KEY).see("Buying?").type(ENTER)
    assert session.result() == "'y'"
    assert session.left() == "? Buying?  yes"


def test_no_other_key_is_an_answer(ask: Ask) -> None:
    session = ask(KEY).see("no").type("x").see("Press y, n or Enter.").type("N")
    assert session.result() == "'n'"
    assert session.left() == "? Buying?  no"
    session = ask(KEY).see("no").type("x").see("Press y, n or Enter.").type(ENTER)
    assert session.result() == "'y'", "the key that was no answer is forgotten"
    session = ask(KEY.replace("default='y'", "default=None")).see("no").type(ENTER)
    assert session.see("Press y or n.").type("y").result() == "'y'"
    assert ask(KEY).see("no").type(CTRL_C).result() == "interrupted"


def test_on_a_dumb_terminal_a_key_is_a_line_and_the_keys_are_told(ask: Ask) -> None:
    session = ask(KEY, TERM="dumb").see("? Buying?  (Enter keeps yes; n no)").type("z\n")
    assert session.see("Press y, n or Enter.", "? ").type("n\n").result() == "'n'"
    assert ask(KEY, TERM="dumb").see("? ").type("\n").result() == "'y'"
    kept = "line('Why?', check=str, optional=True, hint='Enter keeps your answer')"
    assert ask(kept, TERM="dumb").see("(Enter keeps your answer)").type("\n").result() == "None"
    given = "line('Why?', check=str, default='so', hint='as it was')"
    assert ask(given, TERM="dumb").see("([so] as it was)").type("\n").result() == "'so'"


# Leaving, and where questions go


@EVERY
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("typed", ["", "12"])
def test_ctrl_c_and_ctrl_d_interrupt_and_restore_the_terminal(
    ask: Ask, question: str, key: str, typed: str
) -> None:
    session = ask(question).see("\x1b[?2004h", "? ").type(typed, key)
    assert session.result() == "interrupted"
    assert session.seen.getvalue().rindex("\x1b[?2004l") > session.seen.getvalue().rindex(
        "\x1b[?2004h"
    )
    assert "Traceback" not in session.seen.getvalue()


def test_an_interrupt_from_outside_is_ctrl_c(ask: Ask) -> None:
    session = ask(LINE).see("Amount")
    os.kill(session.child.pid, signal.SIGINT)
    assert session.result() == "interrupted"


# The loop that waits for keys asks the system for this while it is being made, and ends with that.
AT_A_CALL = """(
    struck := [],
    socket := __import__("socket"),
    real := socket.CALL,
    setattr(socket, "CALL", lambda *given: (
        struck or (struck.append(1), __import__("signal").raise_signal(2)), real(*given)
    )[1]),
    QUESTION,
)[-1]"""


@pytest.mark.parametrize("question", [PICK, LINE, CONFIRM, KEY])
def test_ctrl_c_before_a_question_is_there_says_nothing_else(ask: Ask, question: str) -> None:
    expression = AT_A_CALL.replace("CALL", "socketpair").replace("QUESTION", question)
    session = ask(expression)
    assert session.result() == "interrupted"
    assert "Traceback" not in session.seen.getvalue()
    assert "Warning" not in session.seen.getvalue()


@EVERY
def test_stdout_holds_nothing_but_the_data(ask: Ask, question: str) -> None:
    session = (
        ask(f"[{question}]")
        .see("\x1b[?2004h", "? ")
        .type("1" * (question == LINE), "w" * (question == TYPE))
    )
    result = session.type(ENTER).result()
    assert re.fullmatch(r"\[(1|'w'|\[3\]|False)\]", result)


@EVERY
def test_no_color_when_asked_for_none(ask: Ask, question: str) -> None:
    session = ask(question, NO_COLOR="1").see("\x1b[?2004h", "? ").type("zz", ENTER, CTRL_C)
    session.result()
    assert not COLOR.search(session.seen.getvalue())


def test_color_otherwise(ask: Ask) -> None:
    session = ask(PICK).see("filter").type(ENTER)
    session.result()
    assert COLOR.search(session.seen.getvalue())


def test_the_terminal_is_never_asked_where_its_cursor_is(ask: Ask) -> None:
    session = ask(PICK).see("filter").type(ENTER)
    session.result()
    assert "\x1b[6n" not in session.seen.getvalue()


# Dumb terminals


@pytest.mark.parametrize("term", ["unknown", ""])
def test_a_terminal_of_no_known_kind_is_a_dumb_one(ask: Ask, term: str) -> None:
    session = ask(PICK, TERM=term).see("number or name").type("3\n")
    assert session.result() == "3"
    assert "\x1b" not in session.seen.getvalue()


@pytest.mark.parametrize(
    ("question", "keys", "answer"),
    [
        (PICK, ["\n"], "1"),
        (PICK, ["3\n"], "3"),
        (PICK, ["won\n"], "5"),
        (PICK, ["wo\n", "6\n", "0\n", "5\n"], "5"),
        (f"pick('Stage', {STAGES}, default=4)", ["\n"], "4"),
        ("pick('Year', [C(1, '2'), C(2, '1')])", ["2\n"], "1"),
        (TYPE, ["Cal\n", "Cal\n"], "'Cal'"),
        (TYPE, ["Cal\n", "call\n"], "'call'"),
        (TYPE, ["hold\n"], "'hold'"),
        (TYPE, ["CALL\n"], "'call'"),
        (TYPE, ["\n", "3\n"], "'mail'"),
        (TYPE, ["4\n"], "'4'"),
        (TYPE.replace("False", "True"), ["\n"], "None"),
        (TICK, ["y\n", "\n", "n\n", "\n", "\n"], "[1]"),
        (LINE, ["\n", "x\n", "12\n"], "12"),
        ("line('Amount', check=number, default='12')", ["\n"], "12"),
        ("line('Amount', check=number, optional=True)", ["\n"], "None"),
        (CONFIRM, ["maybe\n", "y\n"], "True"),
    ],
)
def test_a_dumb_terminal_gets_plain_lines(
    ask: Ask, question: str, keys: list[str], answer: str
) -> None:
    session = ask(question, TERM="dumb")
    for key in keys:
        session.see("? ").type(key)
    assert session.result() == answer
    assert "\x1b" not in session.seen.getvalue()


def test_a_dumb_terminal_shows_the_list_with_numbers(ask: Ask) -> None:
    session = ask(PICK, TERM="dumb").see("? ").type("zz\n").see('"zz".', "? ").type("3\n")
    session.result()
    assert session.seen.getvalue().splitlines() == [
        ">  1) Lead",
        "   2) Demo back",
        "   3) Demo  shown",
        "   4) Grüne Wiese",
        "   5) Won",
        "? Stage  (number or name)  zz",
        '  Nothing matches "zz".',
        "? Stage  (number or name)  3",
        "? Stage  Demo",
    ]


@EVERY
@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D, f"12{CTRL_C}", f"12{CTRL_D}{CTRL_D}"])
def test_a_dumb_terminal_can_be_left(ask: Ask, question: str, keys: str) -> None:
    session = ask(question, TERM="dumb").see("? ").type(keys)
    assert session.result() == "interrupted"
    assert session.seen.getvalue().endswith("\r\n")


# Without a terminal


def test_without_a_terminal_nothing_can_be_asked(ask: Ask) -> None:
    assert ask("(can_ask(False), can_ask(True))").result() == "(True, False)"
    assert ask("can_ask(False)", TERM="dumb").result() == "True"
    check = "from pipectl.prompting.prompts import can_ask; print(can_ask(False))"
    for redirected in ("</dev/null", "2>/dev/null", "<&-", "2>&-"):
        child = pexpect.spawn(
            "/bin/sh", ["-c", f'exec "$0" -c "$1" {redirected}', sys.executable, check]
        )
        child.expect_exact("False")
        child.expect(pexpect.EOF)
        child.close()


@EVERY
def test_a_question_without_a_terminal_is_refused_and_reads_nothing(question: str) -> None:
    source = script(question).replace("termios.tcgetattr(0)", "0")
    done = subprocess.run(
        [sys.executable, "-c", source], input="y\n", capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert "can only be asked at a terminal." in done.stderr


def test_importing_the_questions_loads_no_library() -> None:
    source = "import sys, pipectl.prompting.prompts; print('prompt_toolkit' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", source], text=True) == "False\n"


# what a narrow terminal has no room for

LONG = "[C(1, 'They said what stands between the proposal and a yes', 'Proposal'), C(2, 'Won')]"


def test_the_highlighted_choice_is_shown_whole(ask: Ask) -> None:
    session = ask(f"pick('Criterion', {LONG})", size=(24, 40))
    session.see("> They said what stands between the", "    proposal and a yes  Proposal", "  Won")
    session.type(DOWN).see("…  Proposal")
    assert session.type(UP, ENTER).result() == "1"


def test_a_long_answer_goes_on_below_its_question(ask: Ask) -> None:
    session = ask(f"pick('Criterion', {LONG})", size=(24, 40)).see("Criterion").type(ENTER)
    assert session.result() == "1"
    lines = [line.rstrip() for line in session.left().splitlines() if line.strip()]
    assert lines == ["? Criterion  They said what stands", "  between the proposal and a yes"]


@given(
    st.lists(st.text("abc-", min_size=1, max_size=8), max_size=20).map(" ".join),
    st.integers(2, 60),
    st.integers(20, 80),
)
def test_an_answer_is_broken_between_words_alone(answer: str, before: int, columns: int) -> None:
    lines = answer_lines(answer, before, columns).split("\n")
    assert " ".join(" ".join(lines).split()) == answer
    assert before + 2 + len(lines[0]) < columns or not lines[0]
    assert all(len(line) < columns and line.startswith("  ") for line in lines[1:])


@pytest.mark.parametrize("key", ["c-c", "c-d", "<sigint>", "escape", "c-m"])
def test_a_key_that_is_heard_when_its_question_has_ended_does_nothing(key: str) -> None:
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.keys import Keys

    keys = _bindings(Question("Title", leads_back=True), lambda _: ("Acme", "Acme"))
    found = keys.get_bindings_for_keys((Keys(key),))
    assert len(found) == 1
    # It is of an application that isn't running, as with a second Ctrl-C while the first ends it.
    found[0].call(KeyPressEvent(lambda: None, None, [], [], is_repeat=False))  # type: ignore[arg-type]
