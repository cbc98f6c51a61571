"""`import_sheet.py TITLE`: import one deal with a past, as `… | pipectl import -` does.

What is typed into a shell before the pipe would be struck by a sweep as well, and a sheet without
its deal would then count as a lost one. So the sheet is made in this process's memory.
"""

import io
import sys

from pipectl.__main__ import start

SHEET = "title,amount,opened_at\n{title},100,2026-01-05\n"

if __name__ == "__main__":
    sheet = SHEET.format(title=sys.argv[1]).encode()
    sys.stdin = io.TextIOWrapper(io.BytesIO(sheet), encoding="utf-8")
    sys.argv[1:] = ["import", "-"]
    start()
