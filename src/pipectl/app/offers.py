"""Which words the shell offers for which parameter."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipectl.app.condition_values import (
    conditions,
    criteria_conditions,
    owner_of_fields,
    values_of_fields,
)
from pipectl.cli import completion_values

Words = Iterable[tuple[str, str]]
Offer = Callable[[Any, str], Words]


def stored(what: str) -> Offer:
    """Offers what the store knows."""
    return lambda ctx, incomplete: completion_values.completed(ctx, what, incomplete)


def fixed(words: Iterable[str]) -> Offer:
    """Offers words of ours."""
    known = tuple(words)

    def offer(_ctx: Any, incomplete: str) -> Words:
        return [(word, "") for word in known if word.lower().startswith(incomplete.lower())]

    return offer


def reasons(ctx: Any, incomplete: str) -> Words:
    """Reasons for winning where it is won, else those for losing."""
    return completion_values.completed(
        ctx, "won reasons" if ctx.info_name == "win" else "lost reasons", incomplete
    )


NAMED_GROUPS = (
    *("icp", "persona", "account", "contact", "field", "campaign", "segment", "template"),
    "sequence",
    "experiment",
)


def names(ctx: Any, incomplete: str) -> Words:
    """What a group of commands has names of: the accounts of `account`, and so on."""
    group = ctx.parent.info_name if ctx.parent else None
    if ctx.info_name == "add" and group == "campaign":  # those that deals name already
        return completion_values.completed(ctx, "campaigns", incomplete)
    if ctx.info_name in ("add", "start") or group not in NAMED_GROUPS:
        return []
    return completion_values.completed(ctx, f"{group}s", incomplete)


def signed_tags(ctx: Any, incomplete: str) -> Words:
    """Tags, also behind the plus sign with which one may be typed."""
    sign = "+" if incomplete.startswith("+") else ""
    found = completion_values.completed(ctx, "tags", incomplete.removeprefix("+"))
    return [(f"{sign}{tag}", about) for tag, about in found]


def words_of_a_list(ctx: Any, incomplete: str) -> Words:
    """Tags of a list, behind a plus sign."""
    return signed_tags(ctx, incomplete) if incomplete.startswith("+") else []


def names_of_both(ctx: Any, incomplete: str) -> Words:
    """Names of accounts and contacts, to search for."""
    return [
        *completion_values.completed(ctx, "accounts", incomplete),
        *completion_values.completed(ctx, "contacts", incomplete),
    ]


def subjects(ctx: Any, incomplete: str) -> Words:
    """Deals, contacts and accounts."""
    slugs = completion_values.complete_slug(ctx, incomplete)
    return dict([*names_of_both(ctx, incomplete), *slugs]).items()


def listed_texts(ctx: Any, incomplete: str) -> Words:
    """What is taken away from a pick list."""
    lists = {"action": "actions", "reason": "reasons", "criteria": "criteria"}
    what = lists.get(ctx.parent.info_name) if ctx.parent else None
    return (
        completion_values.completed(ctx, what, incomplete)
        if what and ctx.info_name == "remove"
        else []
    )


def settings(_ctx: Any, incomplete: str) -> Words:
    """The keys of settings."""
    from pipectl.cli.user_settings import USER_SETTINGS
    from pipectl.store_settings import STORE_SETTINGS

    every = [(each.key, each.about) for each in (*STORE_SETTINGS, *USER_SETTINGS)]
    return [(key, about) for key, about in every if key.startswith(incomplete)]


def reviewed(ctx: Any, incomplete: str) -> Words:
    """What a review can be narrowed to: flags and stages."""
    from pipectl.review.commands.weekly import FLAGS

    flags = [(flag, "") for flag in FLAGS if flag.startswith(incomplete)]
    return [*flags, *completion_values.completed(ctx, "stages", incomplete)]


def kinds(ctx: Any, incomplete: str) -> Words:
    """The kinds of activities: of those that are logged, or of those that can be planned."""
    from pipectl.vocabulary import ACTIVITY_KINDS, LOGGED_KINDS

    group = ctx.parent.info_name if ctx.parent else None
    if group == "link":
        return link_kinds(ctx, incomplete)
    is_logged = ctx.info_name == "log" or group == "activity"
    return fixed(LOGGED_KINDS if is_logged else ACTIVITY_KINDS)(ctx, incomplete)


def link_kinds(ctx: Any, incomplete: str) -> Words:
    """What can be sent, and other kinds of links in use."""
    from pipectl.collateral.rules import SENT

    known = completion_values.completed(ctx, "link kinds", incomplete)
    return dict([*fixed(SENT)(ctx, incomplete), *known]).items()


def owners_of_links(ctx: Any, incomplete: str) -> Words:
    """Deals, and stages behind `stage:`."""
    from pipectl.collateral.rules import OF_STAGE

    if not incomplete.lower().startswith(OF_STAGE):
        begun = [(OF_STAGE, "")] if incomplete and OF_STAGE.startswith(incomplete.lower()) else []
        return [*completion_values.complete_slug(ctx, incomplete), *begun]
    stages = completion_values.complete_stage(ctx, incomplete[len(OF_STAGE) :])
    return [(f"{OF_STAGE}{name}", about) for name, about in stages]


def roles(ctx: Any, incomplete: str) -> Words:
    """Usual roles of a contact in a deal, then others in use."""
    from pipectl.vocabulary import ROLES

    known = fixed(ROLES)(ctx, incomplete)
    return dict([*known, *completion_values.completed(ctx, "roles", incomplete)]).items()


def columns(ctx: Any, incomplete: str) -> Words:
    """The columns of a list, after a comma too."""
    from pipectl.pipeline.view import OPPORTUNITY_KEYS
    from pipectl.vocabulary import FIT, SCORE

    before, comma, _ = incomplete.rpartition(",")
    begun = incomplete.rpartition(",")[2]
    own = completion_values.completed(ctx, "fields", begun)
    keys = fixed(f"{before}{comma}{key}" for key in (*OPPORTUNITY_KEYS, FIT, SCORE))(
        ctx, incomplete
    )
    return [*keys, *((f"{before}{comma}{name}", about) for name, about in own)]


def sort_keys(ctx: Any, incomplete: str) -> Words:
    """What a list can be sorted by."""
    from pipectl.pipeline.queries.list_filter import SORT_KEYS
    from pipectl.vocabulary import FIT, SCORE

    own = completion_values.completed(ctx, "fields", incomplete)
    return [*fixed((*SORT_KEYS, FIT, SCORE))(ctx, incomplete), *own]


def parts(ctx: Any, incomplete: str) -> Words:
    """What can be exported."""
    from pipectl.exporting.commands import EVERYTHING, PARTS

    return fixed((*PARTS, EVERYTHING))(ctx, incomplete)


def fields(ctx: Any, incomplete: str) -> Words:
    """What can be cleared: of a deal also what isn't a custom field."""
    own = completion_values.completed(ctx, f"{owner_of_fields(ctx)} fields", incomplete)
    if (owner := owner_of_fields(ctx)) != "deal":
        ours = ("persona", "every") if owner == "contact" else ("every",)
        return [*fixed(ours)(ctx, incomplete), *own]
    from pipectl.opportunities.commands.edit import FIELDS

    return [*fixed(FIELDS)(ctx, incomplete), *own]


def groups(ctx: Any, incomplete: str) -> Words:
    """What a number can be grouped by."""
    from pipectl.filters.queries import GROUPED
    from pipectl.reports.board.queries import BY as BOARD_BY
    from pipectl.reports.funnel.queries import BY as FUNNEL_BY

    known = {
        "board": BOARD_BY,
        "funnel": FUNNEL_BY,
        "coverage": (),
        "metrics": (),
        "winloss": (),
    }.get(ctx.info_name)
    if known is None:
        return []
    own = completion_values.completed(ctx, "fields", incomplete)
    return [*fixed(dict.fromkeys((*known, *GROUPED)))(ctx, incomplete), *own]


def own_aliases(ctx: Any, incomplete: str) -> Words:
    """The user's aliases, where one is named that is there."""
    if ctx.parent is None or ctx.parent.info_name != "alias":
        return names(ctx, incomplete)
    from pipectl.cli.command_aliases import aliases

    found = aliases(os.environ)
    return [(name, text) for name, text in found.items() if name.startswith(incomplete)]


def formats_of_files(_ctx: Any, incomplete: str) -> Words:
    """Whose files can be brought in."""
    from pipectl.importing.rules.people_columns import PROGRAMS
    from pipectl.importing.rules.programs import NAMES

    return fixed(dict.fromkeys((*NAMES, *PROGRAMS)))(_ctx, incomplete)


def encodings(_ctx: Any, incomplete: str) -> Words:
    """How a file can be encoded."""
    from pipectl.importing.rules.encodings import ENCODINGS

    return fixed(ENCODINGS)(_ctx, incomplete)


def currencies(_ctx: Any, incomplete: str) -> Words:
    """Codes of currencies, in any case."""
    from pipectl.currencies import DECIMALS

    return fixed(sorted(DECIMALS))(_ctx, incomplete.upper())


def rated(ctx: Any, incomplete: str) -> Words:
    """The other currencies of deals and rates; all where none of them is meant."""
    own = completion_values.completed(ctx, "currencies", incomplete.upper())
    return own or currencies(ctx, incomplete)


def spans(*names: str) -> Offer:
    """Offers the present, the last and the next of some spans of time."""
    return fixed(f"{which}-{name}" for which in ("this", "last", "next") for name in names)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_TO_COME = ("today", "tomorrow", *WEEKDAYS, "eow", "eom", "eoq", "eoy")
DAYS_GONE = ("today", "yesterday", *WEEKDAYS)
OF_WHAT_HAPPENED = ("on", "since", "until", "created", "as_of", "complete_since")
# By the word that the help shows for a value.
OFFERS_BY_METAVAR: Mapping[str, Offer] = {
    "CODE": currencies,
    "DATE": fixed(DAYS_TO_COME),
    "PERIOD": spans("week", "month", "quarter", "year"),
    "QUARTER": spans("quarter"),
    "MONTH": spans("month"),
}
# By the parameter's name, where the parameter itself says nothing.
OFFERS: Mapping[str, Offer] = {
    **dict.fromkeys(
        ("opp", "deal", "parent", "win", "lose", "push"), completion_values.complete_slug
    ),
    "stage": stored("stages"),
    "action": stored("actions"),
    "next": stored("actions"),
    "then": stored("actions"),
    "account": stored("accounts"),
    **dict.fromkeys(("contact", "old", "new"), stored("contacts")),
    "role": roles,
    "owner": owners_of_links,
    "link": stored("links"),
    **dict.fromkeys(("gone", "into"), names),
    "source": stored("sources"),
    "tag": signed_tags,
    "words": words_of_a_list,
    "terms": names_of_both,
    "subject": subjects,
    **dict.fromkeys(("met", "unmet"), stored("criteria")),
    "name": own_aliases,
    "text": listed_texts,
    "reason": reasons,
    "kind": kinds,
    "key": settings,
    "only": reviewed,
    "columns": columns,
    "sort": sort_keys,
    "what": parts,
    "clear": fields,
    "set": values_of_fields,
    "where": conditions,
    "condition": criteria_conditions,
    "by": groups,
    "segment": stored("segments"),
    "of": formats_of_files,
    "encoding": encodings,
    "decimal": fixed((".", ",")),
    "known_by": fixed(("identifier", "title")),
    "campaign": stored("campaigns"),
    "seller": stored("owners"),
    "code": rated,
    "arm": stored("arms"),
    "persona": stored("personas"),
    "template": stored("templates"),
    "recipient": stored("contacts"),
    "competitor": stored("competitors"),
    **dict.fromkeys(("like", "save_as", "forget"), stored("mappings")),
    **dict.fromkeys(OF_WHAT_HAPPENED, fixed(DAYS_GONE)),
}
# The parameters of one command that mean something else by the same name.
OTHER = {
    ("next", "clear"),
    ("add", "key"),
    ("import", "only"),
    ("priority", "action"),
    ("goal", "kind"),
    ("list", "template"),
}
