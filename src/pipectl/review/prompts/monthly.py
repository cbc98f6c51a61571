"""Ask what held you back in a month, and what you will change; Enter skips a question."""

QUESTIONS = {
    "became": "What became of what you decided last time?",
    "obstacle": "What held you back?",
    "change": "What will you do differently next month?",
    "need": "What do you need, and who can give it to you?",
}


def reflection(question: str) -> str | None:
    """Ask for an answer in free text; Enter skips it."""
    from pipectl.prompting.prompts import line
    from pipectl.text import check_note

    return line(question, check=check_note, optional=True)
