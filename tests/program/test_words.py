"""Words that nothing prints, and no page has: each with the reason why a reader stumbles."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.numbers import NumberFormat
from sources import joined, nodes

TOP = Path(__file__).parents[2]
SOURCE = TOP / "src" / "pipectl"
PAGES = ("README.md", *(f"docs/{page.name}" for page in sorted((TOP / "docs").glob("*.md"))))

# What is never said, as a pattern, and why.
NEVER = {
    r"unless said": "a default stands in brackets: (default: …)",
    r"whom": "nobody says it",
    r"anew": "say again, or that it is replaced",
    r"be it": "say whether … or",
    r"in spite of": "say although, or despite",
    r"(?:is|are) to be(?! (?:seen|found))": "say what must happen, or who does it",
    r"of those that": "name the deals",
    r"what it is of": "name the thing",
    r"left out": "say not included, or skipped",
    r"say little": "say too few closed deals (n) to say",
    r"as good as": "say almost",
    r"so (?:much|many \w+) (?:later|after)": "say after how long: this long after it's done",
    r"behind the (?:colon|amount)": "say after the colon",
    r"thereof": "a contract's word",
    r"hence": "a textbook's word",
    r"a defect of ours": "say internal error",
    r"(?:colour|neighbour|behaviour|favour)\w*": "the spelling is American: color",
    r"(?:recogn|capital|summar|priorit|minim|custom)is(?:e|ed|es|ing)": "American: recognize",
    r"judgement": "American: judgment",
    r"cent(?:re|red)": "American: center",
}
STUMBLE = re.compile(rf"\b(?:{'|'.join(NEVER)})\b", re.IGNORECASE)
SQL = re.compile(r"^\s*(?:select|with|insert|update|delete|create|pragma)\b", re.IGNORECASE)


def printed(file: Path) -> Iterator[tuple[int, str]]:
    """The sentences of a module with their lines: literals, but no docstrings, SQL or codes."""
    tree = ast.parse(file.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        is_code = " " not in node.value or SQL.match(node.value)
        if id(node) not in docstrings and not is_code:
            yield node.lineno, node.value


def stumbles(text: str) -> list[str]:
    """The words in a text that are never said."""
    return [found[0] for found in STUMBLE.finditer(" ".join(text.split()))]


def test_no_string_of_the_program_has_a_word_that_is_never_said() -> None:
    found = [
        (str(file.relative_to(TOP)), line, word)
        for file in sorted(SOURCE.rglob("*.py"))
        if stumbles(joined(file.read_text("utf-8")))
        for line, text in printed(file)
        for word in stumbles(text)
    ]
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_word_that_is_never_said(name: str) -> None:
    page = re.sub(r"^```.*?^```", "", (TOP / name).read_text("utf-8"), flags=re.M | re.S)
    assert stumbles(page) == []


def test_no_help_page_has_a_word_that_is_never_said(empty: Shell) -> None:
    from test_every_command import every_page

    for name in ("", *every_page()):
        page = empty(*name.split(), "--help").out
        assert stumbles(page) == [], name
        assert ";" not in page, name  # no sentence of the help joins two thoughts
        if name != "export":  # whose --what takes `opportunities`
            assert "opportunit" not in page, name


# Words that follow a count in a sentence, where only a noun should: `1 advanced`, `2 overdue`.
STATES = re.compile(
    r" (?:new|changed|unchanged|skipped|won|lost|open|closed|overdue|due|stale|stalled|advanced"
    r"|moved|pushed|pulled|kept|done|without|past|to revisit|after|are|is|have|has)\b"
)
COUNTING = re.compile(r"[fF][rR]?[\"']+\{[^\n]*count\(")


def nameless_counts(*files: Path) -> Iterator[tuple[str, int]]:
    """The texts that begin with a count whose noun is missing: the file's name and the line."""
    for file, node in nodes(files, COUNTING):
        match node:
            case ast.JoinedStr(
                values=[
                    ast.FormattedValue(value=ast.Call(func=func)),
                    ast.Constant(value=str(after)),
                    *_,
                ]
            ) if ast.unparse(func).rpartition(".")[2] == "count" and STATES.match(after):
                yield file.name, node.lineno


def test_no_sentence_begins_with_a_count_whose_noun_is_missing(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text('f"{numbers.count(n)} advanced."\nf"{numbers.count(n)} deals advanced."\n')
    assert list(nameless_counts(sample)) == [("sample.py", 1)]
    assert list(nameless_counts(*SOURCE.rglob("*.py"))) == []


def test_the_first_count_of_a_list_names_what_is_counted() -> None:
    said = NumberFormat().tally([(0, "won"), (1, "lost"), (1_200, "open")], "deal")
    assert said == "1 deal lost, 1,200 open"
    assert NumberFormat().tally([(2, "kept"), (0, "broken")], "promise") == "2 promises kept"
    assert NumberFormat().tally([(0, "kept")], "promise") == ""


REPR = re.compile("!r")


def reprs(file: Path) -> Iterator[int]:
    """The lines of a module that format a value with `!r`."""
    for _, node in nodes([file], REPR):
        if isinstance(node, ast.FormattedValue) and node.conversion == ord("r"):
            yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "!r}" in node.value:
            yield node.lineno


def test_every_message_quotes_in_the_same_way() -> None:
    """`quoted` and `listed` quote what was typed; Python's own quotes change with the text."""
    files = sorted(SOURCE.rglob("*.py"))
    assert [(str(file), line) for file in files for line in reprs(file)] == []
