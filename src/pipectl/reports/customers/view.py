"""The page of `report customers`, its JSON keys and its formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import short_date
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import money
from pipectl.render.tables import Cell, Column
from pipectl.reports.customers.queries import CustomersReport
from pipectl.reports.customers.rules import ACCOUNT, Customer, again_share
from pipectl.reports.view import NOTHING, first_rows, not_counted


def page(report: CustomersReport, numbers: NumberFormat) -> Page:
    """Return the sentence, and a line for each customer."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.customers:
        shown, rest = first_rows(report.customers, numbers)
        blocks += [table(report, shown, numbers), *rest]
        blocks.append(TextLine([Cell(again(report, numbers))]))
    if report.renewals.closed:
        blocks.append(TextLine([Cell(renewed(report, numbers))]))
    without = sum(deal.amount_minor is None for each in report.customers for deal in each.won)
    return Page("Customers", [*blocks, *not_counted(report.money, numbers, without)])


def sentence(report: CustomersReport, numbers: NumberFormat) -> str:
    """Return what was won from how many customers, and what is open at them."""
    when = f" in {report.period.name}" if report.period else ""
    if not report.customers:
        return f"No deal was won{when}, so there are no customers."
    currency = report.money.currency
    won = numbers.short(sum(each.won_minor for each in report.customers), currency)
    opened = [each for each in report.customers if each.open]
    said = f"{won} {currency} won from {numbers.counted(len(report.customers), 'customer')}{when}"
    if not opened:
        return f"{said}. None of them has an open deal."
    minor = numbers.short(sum(each.open_minor for each in opened), currency)
    count = sum(len(each.open) for each in opened)
    return f"{said}, with {numbers.counted(count, 'more deal')} ({minor}) open."


def again(report: CustomersReport, numbers: NumberFormat) -> str:
    """Return the share of customers who bought again."""
    n = len(report.customers)
    return f"Bought again: {numbers.rate(again_share(report.customers), n)}."


def renewed(report: CustomersReport, numbers: NumberFormat) -> str:
    """Return the share of renewals that were won."""
    found = report.renewals
    return f"Renewed: {numbers.rate(found.rate, found.closed)}."


def table(report: CustomersReport, shown: Sequence[Customer], numbers: NumberFormat) -> TableBlock:
    """Return a line for each customer."""
    currency = report.money.currency
    columns = [
        Column("Customer", flexible=True),
        Column("Wins", right=True),
        Column(f"Won {currency}", right=True),
        Column("Last win", rank=2),
        Column("Last contact", rank=1),
        Column("Open", right=True, rank=3),
        Column(f"Open {currency}", right=True),
    ]
    rows: list[list[Any]] = [
        [
            each.name,
            numbers.count(len(each.won)),
            numbers.amount(each.won_minor, currency),
            short_date(each.last_won_on, report.today),
            NOTHING
            if each.last_contact_on is None
            else short_date(each.last_contact_on, report.today),
            numbers.count(len(each.open)) if each.open else NOTHING,
            numbers.amount(each.open_minor, currency) if each.open else NOTHING,
        ]
        for each in shown
    ]
    return TableBlock(columns, rows)


def formulas(report: CustomersReport, numbers: NumberFormat) -> list[str]:
    """Return who is a customer, and how the shares are worked out."""
    n = len(report.customers)
    again = sum(each.bought_again for each in report.customers)
    found = report.renewals
    said = [
        "customer = an account with a win in the period, else a contact, else the deal itself",
        "  A deal with neither counts with the deal that it renews or grew out of, if any.",
        "last contact = the last activity except notes, in their deals or with their contacts",
        "open = their open deals, renewals included",
        f"bought again = customers with a win in the period that wasn't their first / customers ="
        f" {numbers.count(again)} / {numbers.count(n)} ="
        f" {numbers.rate(again_share(report.customers), n)}",
    ]
    if found.closed:
        said.append(
            f"renewed = renewals won / (won + lost) = {numbers.count(found.won)} /"
            f" {numbers.count(found.closed)} = {numbers.rate(found.rate, found.closed)}"
        )
    return said


def json_keys(report: CustomersReport) -> dict[str, Any]:
    """The JSON: each customer, and the shares in percent."""
    currency = report.money.currency
    return {
        "period": report.period and report.period.name,
        "customers": [
            {
                "customer": each.name,
                "is_account": each.key.kind == ACCOUNT,
                "won": len(each.won),
                "won_amount": money(each.won_minor, currency),
                "won_before": len(each.before),
                "last_won_on": each.last_won_on,
                "last_contact_on": each.last_contact_on,
                "open": [deal.id for deal in each.open],
                "open_amount": money(each.open_minor, currency),
            }
            for each in report.customers
        ],
        "bought_again": sum(each.bought_again for each in report.customers),
        "bought_again_rate": again_share(report.customers),
        "bought_again_n": len(report.customers),
        "renewals_won": report.renewals.won,
        "renewals_closed": report.renewals.closed,
        "renewal_rate": report.renewals.rate,
    }
