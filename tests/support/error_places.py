"""Every place in the source that makes an error."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipectl import errors

SOURCE = Path(errors.__file__).parent


class Place(NamedTuple):
    """Where the source makes an error: file, line, and the words."""

    file: str
    line: int
    words: str


@cache
def places() -> tuple[Place, ...]:
    """Every call of an error class in the source."""
    return tuple(found_places())


def found_places() -> Iterator[Place]:
    """The same, one after the other."""
    texts = {path: path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    classes = {
        name
        for text in texts.values()
        for name in re.findall(r"^class (\w+Error)\(", text, re.MULTILINE)
    }
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", None))
                if name in classes:
                    file = path.relative_to(SOURCE).as_posix()
                    yield Place(file, node.lineno, ast.unparse(node))
