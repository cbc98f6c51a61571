"""Every place in the source that makes an error."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipectl import errors
from sources import calling, nodes

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
    files = sorted(SOURCE.rglob("*.py"))
    classes = {
        name
        for file in files
        for name in re.findall(r"^class (\w+Error)\(", file.read_text("utf-8"), re.MULTILINE)
    }
    for file, node in nodes(files, calling(classes)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if name in classes:
                yield Place(file.relative_to(SOURCE).as_posix(), node.lineno, ast.unparse(node))
