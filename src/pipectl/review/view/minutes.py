"""Write minutes as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.next_actions.view import many_of
from pipectl.numbers import NumberFormat
from pipectl.opportunities.view import days
from pipectl.render.serialize import markdown_cell
from pipectl.reports.changes.rules import EXCHANGE_RATES, SIGNS
from pipectl.reports.changes.view import move_words
from pipectl.reports.coverage.view import wins_short
from pipectl.review.rules.redaction import band
from pipectl.review.view.facts import key_of, tenths
from pipectl.review.view.screen import UNCHANGED, at_time, fate, unchanged
from pipectl.text import visible

Facts = Mapping[str, Any]
ENDINGS = {"kept": "stays, all answers kept", "answered": "stays, with new answers"}


class Writer:
    """Formats facts, with exact amounts or, for others, bands."""

    def __init__(self, facts: Facts, *, numbers: NumberFormat, bands: bool) -> None:
        self.facts, self.numbers, self.bands = facts, numbers, bands
        self.currency: str = facts["currency"]

    def money(self, minor: int | None, currency: str | None = None) -> str:
        """Return an amount with its currency, or its band."""
        if minor is None:
            return "no amount"
        code = currency or self.currency
        if self.bands:
            return band(minor, code, self.numbers)
        return self.numbers.money(minor, code)

    def estimate(self, minor: int) -> str:
        """Return a calculated amount in three digits, as on the screen, or its band."""
        if self.bands:
            return self.money(minor)
        return f"{self.numbers.short(minor, self.currency)} {self.currency}"

    def ratio(self, value: Fraction | None) -> Fraction | None:
        """Return a ratio, for others with one decimal."""
        return tenths(value) if self.bands else value


def markdown(facts: Facts, *, numbers: NumberFormat, bands: bool = False) -> str:
    """Return the complete minutes."""
    writer = Writer(facts, numbers=numbers, bands=bands)
    blocks = [
        head(writer),
        decided(facts),
        closings(writer, "Won", facts["won"]),
        closings(writer, "Lost", facts["lost"]),
        bridge(writer),
        year(writer),
        standing(writer),
        targets(writer),
        activity(writer),
        promises(writer),
        priorities(facts),
        experiments(writer),
        opportunities(writer),
        unsaid(writer),
        reflections(facts),
    ]
    # Stored kinds and flags may have been changed by other programs.
    return visible("\n".join(block for block in blocks if block), lines=True)


def said(text: str | None) -> str:
    """Escape a text for Markdown."""
    return markdown_cell(text or "")


def day(text: str | None) -> str:
    """Return a stored date in words."""
    return format_date(date.fromisoformat(text)) if text else "–"


def due_day(found: Facts) -> str:
    """Return when a next action was due, with its time of day (not in earlier minutes)."""
    return at_time(day(found["due_on"]), found.get("due_time"))


def section(title: str, lines: Iterable[str]) -> str:
    """Return a heading with its lines; empty without lines."""
    body = "".join(f"{line}\n" for line in lines)
    return f"## {title}\n\n{body}" if body else ""


def head(writer: Writer) -> str:
    """Return the title of the review."""
    facts = writer.facts
    talked = facts.get("opportunities", [])
    title = f"# {facts['kind'].capitalize()} review, {day(facts['started_on'])}\n\n"
    line = (
        f"Period: {facts['period']}." if "period" in facts else f"Since {day(facts['since_on'])}."
    )
    if facts["finished_on"] != facts["started_on"]:
        line += f" Finished on {day(facts['finished_on'])}."
    if talked:
        line += f" {writer.numbers.counted(len(talked), 'deal')} reviewed."
    return f"{title}{line}\n"


def closings(writer: Writer, title: str, found: Sequence[Facts]) -> str:
    """Return the wins, or the losses with their reasons."""
    lines = []
    for each in found:
        who = f" ({said(each['account'])})" if each["account"] else ""
        worth = writer.money(each["amount_minor"], each["currency"])
        why = f": {said(each['reason'])}" if each["reason"] else ""
        lines.append(
            f"- **{said(each['title'])}**{who}, {worth}, in"
            f" {days(each['days'], writer.numbers)}{why}"
        )
    return section(title, lines)


def bridge(writer: Writer) -> str:
    """Return the changes of the open amount; only weekly reviews have them."""
    found, count = writer.facts.get("bridge"), writer.numbers.count
    if found is None:
        return ""
    rows = [f"| Open on {day(writer.facts['since_on'])} | | {writer.money(found['then_minor'])} |"]
    for kind, sign in {**SIGNS, EXCHANGE_RATES: 1}.items():
        key = key_of(kind)
        if found["counts"].get(key):  # earlier minutes know fewer kinds, and few have rates
            minor = found[f"{key}_minor"]
            if kind == EXCHANGE_RATES and minor < 0:
                sign, minor = -1, -minor
            amount = writer.money(minor)
            rows.append(
                f"| {'+' if sign > 0 else '-'} {kind} | {count(found['counts'][key])} | {amount} |"
            )
    rows.append(f"| = open now | | {writer.money(found['now_minor'])} |")
    lines = ["| | Count | Amount |", "| --- | ---: | ---: |", *rows]
    if len(rows) == UNCHANGED:
        lines = [unchanged(writer.money(found["now_minor"]))]
    named = {name.replace("_", " "): n for name, n in writer.facts["moves"].items()}
    if moves := move_words(named, writer.numbers):
        lines += ["", f"{moves}."]
    left_out = [
        writer.numbers.counted(n, f"{code} deal") for code, n in writer.facts["left_out"].items()
    ]
    if left_out:
        lines += ["", f"{', '.join(left_out)} not included."]
    return section("What changed", lines)


def standing(writer: Writer) -> str:
    """Return quota, coverage and pace, a line each."""
    found = writer.facts["numbers"]
    if found["quota_minor"] is None:
        no_quota = [f"- No quota for {found['period']}.", *included(writer)]
        return section("Where you stand", no_quota)
    ratio, needed = writer.numbers.compared(
        writer.ratio(found["coverage"]), writer.ratio(found["required_coverage"])
    )
    lines = [
        f"- Quota {found['period']}: {writer.money(found['won_minor'])} of "
        f"{writer.money(found['quota_minor'])} won, {writer.money(found['remaining_minor'])} to go",
        f"- Coverage: {ratio} ({writer.money(found['open_minor'])} open), "
        f"{missing(found.get('gap'), writer) or found['verdict']}: you need {needed}",
    ]
    if found["expected_minor"] is not None:
        ahead = found["ahead_minor"]
        gone, whole = map(writer.numbers.count, (found["working_days_gone"], found["working_days"]))
        lines.append(
            f"- Pace: {writer.estimate(abs(ahead))} {'ahead' if ahead >= 0 else 'behind'}:"
            f" {writer.estimate(found['expected_minor'])} expected after"
            f" {gone} of {whole} working days"
        )
    if (forecast := found.get("forecast")) and forecast["chance"] is not None:
        chance = writer.numbers.whole_percent(forecast["chance"])
        lines.append(
            f"- Forecast: {chance} chance of reaching the quota,"
            f" {writer.estimate(forecast['expected_minor'])} expected"
        )
    return section("Where you stand", lines + included(writer))


def included(writer: Writer) -> list[str]:
    """Return what the sums took in of deals in other currencies; nothing without rates."""
    told = []
    for each in writer.facts.get("converted", []):
        rates = [writer.numbers.places(each[name], 10) for name in ("lowest_rate", "highest_rate")]
        count = writer.numbers.counted(each["count"], f"{each['currency']} deal")
        told.append(f"{count} at {' to '.join(dict.fromkeys(rates))}")
    return [f"- Included: {', '.join(told)}"] if told else []


def missing(gap: Fraction | None, writer: Writer) -> str:
    """Return `1.5 wins short`; empty without a gap (or in earlier minutes)."""
    return wins_short(gap, writer.numbers) if gap else ""


def year(writer: Writer) -> str:
    """Return the annual goal and its quarters."""
    lines = []
    for each in writer.facts.get("year", []):
        won = writer.money(each["won_minor"])
        if each["quota_minor"] is None:
            lines.append(f"- {each['period']}: {won} won, no quota")
            continue
        lines.append(f"- {each['period']}: {won} of {writer.money(each['quota_minor'])} won")
    return section("The year", lines)


def targets(writer: Writer) -> str:
    """Return next month's targets."""
    found = writer.facts.get("targets")
    if found is None or found["amount_minor"] is None:
        return ""
    lines = [f"- Won: {writer.money(found['amount_minor'])}"]
    lines += [
        f"- {many_of(e['kind'], e['needed'], writer.numbers)}"
        for e in found["kinds"]
        if e["needed"] is not None
    ]
    title = (
        f"Targets for {found['period']}"
        f" ({writer.numbers.counted(found['working_days'], 'working day')})"
    )
    return section(title, lines)


def activity(writer: Writer) -> str:
    """Return the activities, and the goals' progress."""
    facts, count = writer.facts, writer.numbers.count
    lines = [f"- {many_of(kind, n, writer.numbers)}" for kind, n in facts["activity"].items()]
    for each in facts["goals"]:
        wanted = many_of(each["kind"], each["goal"], writer.numbers)
        lines.append(f"- Goal this {each['per']}: {count(each['done'])} of {wanted}")
    return section("Activity", lines)


def promises(writer: Writer) -> str:
    """Return the outcomes of due actions; for longer times, only those not done."""
    facts, count = writer.facts, writer.numbers.count
    found, lines = facts["promises"], []
    if facts["kind"] != "weekly" and found:
        lines.append(f"- {count(sum(each['kept'] for each in found))} of {count(len(found))} kept")
        found = [each for each in found if not each["kept"]]
    for each in found:
        mark = "x" if each["kept"] else " "
        lines.append(
            f"- [{mark}] {said(each['text'])} ({said(each['title'])}), due {due_day(each)}: "
            f"{fate(each['ending'], each['until'] and day(each['until']))}"
        )
    return section("Promises", lines)


def priorities(facts: Facts) -> str:
    """Return the quarter's priorities."""
    lines = []
    for each in facts["priorities"]:
        lines.append(f"- [{'x' if each['done_on'] else ' '}] {said(each['text'])}")
        for step in each["steps"]:
            due = f", {day(step['due_on'])}" if step["due_on"] else ""
            mark = "x" if step["done_on"] else " "
            lines.append(f"  - [{mark}] {step['kind']}: {said(step['text'])}{due}")
    return section("Priorities", lines)


def experiments(writer: Writer) -> str:
    """Return what each running experiment showed (not in earlier minutes)."""
    found = writer.facts.get("experiments")
    if not found:
        return ""
    from pipectl.experiments.rules.verdict import Verdict
    from pipectl.experiments.view import verdict_words

    lines = []
    for each in found:
        sure = None if each["chance"] is None else Fraction(each["chance"]) / 100
        verdict = Verdict(each["verdict"], each["arm"], each["compared_with"], sure)
        counts = [(arm["arm"], arm["n"]) for arm in each["arms"]]
        words = verdict_words(verdict, each["metric"], counts, writer.numbers)
        lines.append(f"- {said(each['experiment'])}: {said(words)}")
    return section("Experiments", lines)


def opportunities(writer: Writer) -> str:
    """Return each reviewed deal."""
    found = writer.facts.get("opportunities", [])
    return section("Deals", "\n\n".join(one(writer, each) for each in found).splitlines())


def one(writer: Writer, found: Facts) -> str:
    """Return a deal: how it left the review, its answers, its next action."""
    worth = writer.money(found["amount_minor"], found["currency"])
    who = f" ({said(found['account'])})" if found["account"] else ""
    lines = [
        f"### {said(found['title'])}{who}, {worth}",
        "",
        ending(writer, found) + (f" Flags: {', '.join(found['flags'])}." if found["flags"] else ""),
        "",
    ]
    if found["buying"]:
        lines += [
            f"- Buying: {found['buying']} (answered on {day(found['buying_on'])})",
            f"- Why: {said(found['why'])} (answered on {day(found['why_on'])})",
        ]
    elif found["why"]:  # of a customer, whom the first question isn't asked about
        lines.append(f"- Why: {said(found['why'])} (answered on {day(found['why_on'])})")
    if found["next_action"]:
        due = f", due {due_day(found)}" if found["due_on"] else ", without a date"
        lines.append(f"- Next: {said(found['next_action'])}{due}")
    if found["stale_thinking"]:
        lines.append(f"- Same answer kept too often: {', '.join(found['stale_thinking'])}")
    lines += [f"- Note: {said(text)}" for text in found["notes"] or ()]
    return "\n".join(lines)


def ending(writer: Writer, found: Facts) -> str:
    """Return how a deal left the review, in a sentence."""
    stage, long = said(found["stage"]), days(found["days_in_stage"], writer.numbers)
    if found["status"] == "deleted":
        return f"In {stage} for {long}. Deleted since."
    how = found["ending"]
    if how == "moved":
        return f"Moved to {stage}."
    if how == "won":
        return f"Won in {stage} after {long}."
    if how == "lost":
        return f"Lost in {stage} after {long}: {said(found['reason'])}."
    return f"In {stage} for {long}: {ENDINGS[how]}."


UNSAID = (
    ("skipped", "Skipped"),
    ("not_reached", "Not reached"),
    ("not_included", "Not included"),
)


def unsaid(writer: Writer) -> str:
    """Return the deals that weren't reviewed."""
    facts = writer.facts
    lines = [
        f"- {title}: {', '.join(said(each['title']) for each in facts[name])}"
        for name, title in UNSAID
        if facts.get(name)
    ]
    for each in facts.get("in_part", []):
        told = "; ".join(
            f"{said(a['question'])} {said(a['answer'])}" for a in each["answers"] or ()
        )
        # Minutes of earlier versions only have the number.
        which = said(each["title"]) if "title" in each else f"deal #{each['id']}"
        lines.append(f"- Partly answered, {which}: {told}")
    if facts.get("did_not_fit") and "not_included" not in facts:
        lines.append(
            f"- {writer.numbers.counted(facts['did_not_fit'], 'more deal')} did not fit in the time"
        )
    return section("Not reviewed", lines)


def decided(facts: Facts) -> str:
    """Return the previous review's decisions (not in earlier minutes)."""
    found = facts.get("decided")
    if not found:
        return ""
    lines = [f"- {said(each['question'])} {said(each['answer'])}" for each in found["said"]]
    return section(f"Decided in {said(found['period'])}", lines)


def reflections(facts: Facts) -> str:
    """Return the answers in free text."""
    found = facts.get("reflections", [])
    lines = [f"- {said(each['question'])} {said(each['answer'])}" for each in found]
    return section("In my own words", lines)
