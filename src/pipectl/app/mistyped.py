"""A command line that can't be parsed: what is wrong with it, and what was probably meant."""

from collections.abc import Sequence
from typing import Any

from pipectl.app.known_words import (
    ELSEWHERE,
    FIRST_WORDS,
    GROUP_WORDS,
    ONE_WORD,
    SAME_FLAGS,
    SWALLOWED,
    SWALLOWED_BY_ARGUMENT,
    TEXT_FLAGS,
)
from pipectl.cli.command_line import (
    Line,
    called,
    in_quotes,
    line_of,
    path_of,
    typed,
    unquoted_value,
)
from pipectl.cli.command_table import COMMANDS
from pipectl.cli.context import Run
from pipectl.errors import PipectlError, either, listed, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.text import differs_by_a_slip, one_line, resembling

SURE = 0.8  # so much like a command that no deal is looked for


class TwoSentences(NamedTuple):
    """An error in two sentences."""

    wrong: str
    hint: str


def misused(error: Any, run: Run) -> int:
    """Say what is wrong with a command line, and what is right; returns the exit code."""
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print_note(error.format_message())
        return 2
    said = meant(error, ctx, run) or plainly(error, ctx, run)
    print_note(f"pipectl: {one_line(said.wrong)}")
    print_note(f"  {one_line(said.hint)}")
    return int(error.exit_code)


def meant(error: Any, ctx: Any, run: Run) -> TwoSentences | None:
    """The error with what was probably meant, where that can be told."""
    if ctx is None:
        return None
    if type(error).__name__ == "NoSuchOption":
        return no_such_flag(error.option_name, ctx, run)
    if str(error.message).startswith("No such command"):
        return no_such_command(ctx, run)
    if str(error.message).startswith("Got unexpected extra argument"):
        return too_many_words(ctx, run)
    return None


def plainly(error: Any, ctx: Any, run: Run) -> TwoSentences:
    """What is wrong, and where the help is."""
    command = next((f"pipectl {word}" for word in run.arguments if word in COMMANDS), "pipectl")
    message = error.format_message().rstrip(".")
    return TwoSentences(
        message if message.endswith("?") else f"{message}.",
        see_help(command if ctx is None else called(ctx)),
    )


def see_help(path: str) -> str:
    """Where the help of a command is."""
    return f"See `{path} --help`."


# Commands


def no_such_command(ctx: Any, run: Run) -> TwoSentences | None:
    """`pipectl lst`, `pipectl acme`, `pipectl stage lst`."""
    words = line_of(ctx, run).arguments
    if not words:
        return None
    path = path_of(ctx)
    near = commands_like(words[0], ctx) if path else meant_at_first(words, ctx, run)
    suggestion = f" Did you mean: {either(f'pipectl {each}' for each in near)}?" if near else ""
    wrong = quoted(" ".join([*path, words[0]]))
    return TwoSentences(f"No command {wrong}.{suggestion}", see_help(called(ctx)))


def commands_like(word: str, ctx: Any, *, closeness: float = 0.6) -> list[str]:
    """The commands whose name is nearly the word, whole: `stage list`."""
    from difflib import get_close_matches

    known = ctx.command.list_commands(ctx)
    path = path_of(ctx)
    if path and word.lower() in GROUP_WORDS:  # `rename` looks like `remove`, and means `edit`
        near = [each for each in GROUP_WORDS[word.lower()] if each in known][:1]
    else:
        near = get_close_matches(word.lower()[:100], known, 2, closeness)
    return [" ".join([*path, name]) for name in near]


def meant_at_first(words: Sequence[str], ctx: Any, run: Run) -> list[str]:
    """What an unknown first word may stand for: a command, or a deal."""
    word, text = words[0].lower(), " ".join(words)
    if word in FIRST_WORDS:
        return [FIRST_WORDS[word]]
    if sure := commands_like(word, ctx, closeness=SURE):
        return sure[:1]
    slips = [each for each in commands_like(word, ctx) if differs_by_a_slip(word, each)]
    command = next((each for each in words[1:] if each in SWALLOWED), "show")
    for said in dict.fromkeys((text, words[0])):
        slugs = deals_meant(run, said, nearly=not slips)
        if len(slugs) == 1:
            return [*slips[:1], f"{command} {in_quotes(slugs[0])}"]
        if slugs:
            return [*slips[:1], f"list {in_quotes(said)}"]
    return slips[:1] or commands_like(word, ctx)


def deals_meant(run: Run, text: str, *, nearly: bool = True) -> list[str]:
    """The slugs of the deals that the text names, or nearly; none where the store can't tell."""
    from sqlite3 import Error

    from pipectl import text as pipectl_text
    from pipectl.pipeline.queries import deal_by_text, similar
    from pipectl.store.opening import glancing
    from pipectl.vocabulary import LOST, OPEN, WON

    first = (OPEN,)
    try:
        with glancing(run.path) as reader:
            try:
                found = deal_by_text.opportunity(reader, text, first=first, then=(WON, LOST))
                return [found.slug or str(found.id)]
            except pipectl_text.SeveralMatchError as several:
                return [label for _, label in several.candidates]
            except deal_by_text.NoSuchDealError:
                return similar.near_deals(reader, text, first, most=1) if nearly else []
    except (PipectlError, OSError, Error, UnicodeEncodeError):
        return []


# Flags


def no_such_flag(flag: str, ctx: Any, run: Run) -> TwoSentences:
    """`edit --stage`, `list --won`, and slips such as `list --opne`."""
    command = " ".join(path_of(ctx))
    wrong = f"`{called(ctx)}` has no option {quoted(flag)[1:-1]}."
    done_elsewhere = {
        name: each for each in ELSEWHERE if each.command == command for name in each.flags
    }
    real = sorted({name for param in ctx.command.params for name in names_of(param)})
    same = [each for each in SAME_FLAGS.get(flag, ()) if each in real]
    near = same or resembling(flag, [*real, *done_elsewhere], most=2)
    known = flag if flag in done_elsewhere else next(iter(near), "")
    if known in done_elsewhere:
        arguments, value = line_of(ctx, run).arguments, value_of(flag, run)
        right = done_elsewhere[known].right(arguments, value)
        return TwoSentences(wrong, f"{done_elsewhere[known].about}: pipectl {right}")
    if near := [each for each in near if each in real]:
        wrong += f" Did you mean {either(near)}?"
    return TwoSentences(wrong, see_help(called(ctx)))


def names_of(param: Any) -> list[str]:
    """The flags of an option; none of an argument."""
    return [name for name in (*param.opts, *param.secondary_opts) if name.startswith("--")]


def value_of(flag: str, run: Run) -> str | None:
    """What follows a flag that doesn't exist, if it looks like a value."""
    words = run.words
    for at, word in enumerate(words):
        if word.startswith(f"{flag}="):
            return word.removeprefix(f"{flag}=")
        if word == flag:
            after = words[at + 1] if at + 1 < len(words) else "-"
            return None if after.startswith("-") else after
    return None


# Words that should be in quotes


def too_many_words(ctx: Any, run: Run) -> TwoSentences | None:
    """`add Acme rollout 12k`, `log call acme They want a pilot`, `lose acme no budget`."""
    command = " ".join(path_of(ctx))
    places = [param for param in ctx.command.params if param.param_type_name == "argument"]
    line = line_of(ctx, run)
    words, options = line.arguments, line.options
    if len(words) <= len(places):
        return None
    wrong = f"Too many words for `{called(ctx)}`: {listed(quoted(each) for each in words)}."
    if not places:
        return no_words(ctx, line, run)
    if said := unquoted_value(ctx, line, len(places)):
        return TwoSentences(wrong, said)
    names = [str(each.metavar or each.name).strip("[]") for each in places]
    if names[-1] in ONE_WORD and (flags := without_dashes(words[len(names) :], ctx)):
        line_meant = typed([*words[: len(names)], *flags, *options])
        return TwoSentences(wrong, f"An option begins with --: pipectl {command} {line_meant}")
    said, right = rearranged(command, words, names, options, run)
    return TwoSentences(wrong, f"{said}: pipectl {command} {typed([*right, *options])}")


def without_dashes(words: Sequence[str], ctx: Any) -> list[str]:
    """The options that `per week` or `on 2026-07-01` stand for; none for other words."""
    known = {name for each in ctx.command.params for name in names_of(each) if not each.is_flag}
    flags = [f"--{word.lower()}" for word in words[::2]]
    if len(words) % 2 or not known.issuperset(flags):
        return []
    return [word for pair in zip(flags, words[1::2], strict=True) for word in pair]


def no_words(ctx: Any, line: Line, run: Run) -> TwoSentences:
    """A command that takes options alone: a period is the word that it is given most."""
    from pipectl.periods import parse_period

    text, options = " ".join(line.arguments), line.options
    wrong = f"`{called(ctx)}` takes no argument: {quoted(text)}."
    if said := unquoted_value(ctx, line, 0):
        return TwoSentences(wrong, said)
    if "--period" in {name for param in ctx.command.params for name in param.opts}:
        try:
            parse_period(text, today=run.today)
        except PipectlError:
            return TwoSentences(wrong, see_help(called(ctx)))
        right = typed(["--period", text, *options])
        return TwoSentences(wrong, f"Give the period with --period: {called(ctx)} {right}")
    return TwoSentences(wrong, see_help(called(ctx)))


def rearranged(
    command: str, words: list[str], names: list[str], options: Sequence[str], run: Run
) -> tuple[str, list[str]]:
    """What to do about words that are too many, and the arguments and flags that are right."""
    if names[-1] in ONE_WORD:
        return f"It takes only {listed(names)}", words[: len(names)]
    if command == "add":
        last = len(words) - (1 if is_amount(words[-1], run) else 0)
        return "Quote the title", [" ".join(words[:last]), *words[last:]]
    if SWALLOWED.get(command) == "deal's name":
        return with_deal(command, words, options, run)
    if command == "list":
        tags = [each for each in words if each.startswith("+")]
        return "Quote the text", [" ".join(each for each in words if each not in tags), *tags]
    kept = words[: len(names) - 1]
    text = words[len(names) - 1 :]
    if command == "next" and "--due" not in options and (due := due_at_the_end(text, run)):
        said = "Quote the action" if due > 1 else "Give the date with --due"
        return said, [*kept, " ".join(text[:due]), "--due", " ".join(text[due:])]
    name = SWALLOWED.get(command) or SWALLOWED_BY_ARGUMENT.get(names[-1], "text")
    return f"Quote the {name}", [*kept, " ".join(text)]


def with_deal(
    command: str, words: list[str], options: Sequence[str], run: Run
) -> tuple[str, list[str]]:
    """A deal's name in several words, with or without a text behind it."""
    count = len(words)
    while count > 1 and not deals_meant(run, " ".join(words[:count]), nearly=False):
        count -= 1
    name, rest = " ".join(words[:count]), " ".join(words[count:])
    if not rest or not deals_meant(run, name, nearly=False):
        return "Quote the deal's name", [" ".join(words)]
    what, flag = TEXT_FLAGS.get(command, ("", ""))
    if not flag or flag in options or all(map(str.isdecimal, words[count:])):
        return "Name one deal", [name]
    return f"Give {what} with {flag}", [name, flag, rest]


def is_amount(word: str, run: Run) -> bool:
    """Whether a word is an amount of money."""
    from pipectl.money import parse_money
    from pipectl.recurring import parts_of

    try:
        parts = parts_of(word)
        amount = word if parts is None else parts.amount
        parse_money(amount, currency="USD", decimal=run.numbers_of_errors.decimal)
    except PipectlError:
        return False
    return True


def due_at_the_end(words: Sequence[str], run: Run) -> int:
    """From which word on a text is a date; 0 where none of it is."""
    from pipectl.dates import parse_due

    for at in range(1, len(words)):
        try:
            parse_due(" ".join(words[at:]), today=run.today)
        except PipectlError:
            continue
        return at
    return 0
