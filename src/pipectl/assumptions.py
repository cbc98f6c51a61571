"""Pass on what is assumed because the store doesn't say it."""

from collections.abc import Callable

Say = Callable[[str, str], None]


def say_nothing(_setting: str, _value: str) -> None:
    """Say nothing about an assumption."""


_announce: Say = say_nothing


def announce_by(say: Say) -> None:
    """Set the function to call with a setting that is missing, and the value that is assumed."""
    global _announce
    _announce = say


def tell(setting: str, value: str) -> None:
    """Pass on that a setting is missing, and which value is assumed."""
    _announce(setting, value)
