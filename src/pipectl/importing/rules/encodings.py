"""The encodings of CSV files."""

import codecs

from pipectl.errors import listed, quoted
from pipectl.text import UnknownValueError

ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "iso-8859-2", "iso-8859-15", "cp1250", "cp1251",
    "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp437", "cp850", "mac-roman",
    "shift-jis", "euc-jp", "euc-kr", "gb18030", "big5",
)  # fmt: skip


def check_encoding(text: str) -> str:
    """Return the name of an encoding; raise UsageError if it is unknown."""
    try:
        meant = codecs.lookup(text).name
    except (LookupError, ValueError):
        meant = ""
    for each in ENCODINGS:
        if codecs.lookup(each).name == meant:
            return each
    use = f"Use one of {listed(ENCODINGS)}."
    raise UnknownValueError(f"Unknown encoding {quoted(text)}", text, ENCODINGS, hint=use)
