"""Whose deals something counts, in words."""


def owner_words(owner: str) -> str:
    """Return whose deals are counted; an empty name is nobody's."""
    return f"Only deals of {owner}." if owner else "Only deals without an owner."
