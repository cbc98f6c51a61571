"""The reasons of wins and losses that a new store offers."""

WON_REASONS: tuple[str, ...] = (
    "best fit",
    "trusted relationship",
    "proven results",
    "price and terms",
    "fastest to deliver",
    "recommended to them",
    "existing customer",
)

LOST_REASONS: tuple[str, ...] = (
    "no budget",
    "no decision",
    "no need",
    "bad timing",
    "price too high",
    "lost to competitor",
    "solved in-house",
    "stopped answering",
)
