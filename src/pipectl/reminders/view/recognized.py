"""Is a file one that `remind --out` wrote, and nobody changed since? By its form alone."""

import re
from collections.abc import Sequence

from pipectl.reminders.view.calendar import PRODUCT
from pipectl.reminders.view.reminders import REMINDER_KEYS

HEADLINE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}: .+\.")
MORE = re.compile(r"- and \d+ more: `?pipectl .+")
MARKED = re.compile(r"- \*\*.+`pipectl .+`")


def is_reminder(data: bytes) -> bool:
    """Whether the file holds what is due as text, Markdown, JSON or a calendar, or nothing."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    if text.startswith("BEGIN:"):
        return is_calendar(text)
    if text.startswith("["):
        return is_json(text)
    return not text or is_page(text)


def is_calendar(text: str) -> bool:
    """Whether it is one calendar of ours, in which every entry is ours."""
    lines = text.replace("\r\n", "\n").replace("\n ", "").split("\n")
    uids = [line for line in lines if line.startswith("UID:")]
    begun = [line.removeprefix("BEGIN:") for line in lines if line.startswith("BEGIN:")]
    entries = [each for each in begun if each in ("VEVENT", "VTODO", "VJOURNAL")]
    return (
        begun.count("VCALENDAR") == 1
        and lines[-2:] == ["END:VCALENDAR", ""]
        and f"PRODID:{PRODUCT}" in lines
        and len(uids) == len(entries)
        and all(uid.endswith("@pipectl") for uid in uids)
    )


def is_json(text: str) -> bool:
    """Whether it is a list of reminders."""
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return all(isinstance(each, dict) and tuple(each) == REMINDER_KEYS for each in found)


def is_page(text: str) -> bool:
    """Whether it is a headline above sections of lines, each with its command."""
    if not text.endswith("\n"):
        return False
    headline, *blocks = text[:-1].split("\n\n")
    if not HEADLINE.fullmatch(headline) or not blocks:
        return False
    if blocks[0].startswith("## "):
        titles, lists = blocks[::2], blocks[1::2]
        fits = all(each.startswith("## ") and "\n" not in each for each in titles)
        return fits and len(titles) == len(lists) and all(map(is_marked, lists))
    return all(is_section(each.split("\n")) for each in blocks)


def is_section(lines: Sequence[str]) -> bool:
    """Whether it is a heading above lines in plain text, each with its command below."""
    heading, *items = lines
    if items and MORE.fullmatch(items[-1]):
        items.pop()
    pairs = list(zip(items[::2], items[1::2], strict=False))
    return (
        not heading.startswith("- ")
        and len(items) == 2 * len(pairs) > 0
        and all(one.startswith("- ") and two.startswith("  pipectl ") for one, two in pairs)
    )


def is_marked(block: str) -> bool:
    """Whether each line of a list in Markdown has its command."""
    return all(MARKED.fullmatch(line) or MORE.fullmatch(line) for line in block.split("\n"))
