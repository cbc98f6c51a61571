"""Reads the program's own source for the tests that look through all of it."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# Where one literal ends and the next begins, which Python joins.
JOINT = re.compile(r"[\"']\s*\\?\s*[fFrRbB]*[\"']")


def nodes(files: Iterable[Path], sign: re.Pattern[str]) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of those files whose text has the sign: parsing all of them takes seconds."""
    for file in files:
        text = file.read_text("utf-8")
        if sign.search(text):
            yield from ((file, node) for node in ast.walk(ast.parse(text)))


def joined(text: str) -> str:
    """The text of a source in one line, with its literals joined as Python joins them."""
    return " ".join(JOINT.sub("", text).split())


def calling(names: Iterable[str]) -> re.Pattern[str]:
    """The sign of a call of one of these, which a definition isn't."""
    return re.compile(rf"(?<!\bclass )(?<!\bdef )\b(?:{'|'.join(sorted(names))})\s*\(")
