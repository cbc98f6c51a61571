"""Find the objection that a text is about."""

from pipectl.text import unaccented

LEAST_LETTERS = 4  # of a single word that is found within another text


def words_of(text: str) -> str:
    """The words of a text between single spaces, without signs, case and accents."""
    plain = "".join(each if each.isalnum() else " " for each in unaccented(text))
    return f" {' '.join(plain.split())} "


def is_about(text: str, objection: str) -> bool:
    """Whether a text explains a loss by an objection: one has the words of the other in a row.

    A single short word only counts if it is the whole of both.
    """
    said, known = words_of(text), words_of(objection)
    if not said.strip() or not known.strip():
        return False
    if said == known:
        return True
    shorter = min(said, known, key=len).strip()
    return (said in known or known in said) and (" " in shorter or len(shorter) >= LEAST_LETTERS)
