"""`import` reads amounts in the unit that their header names, and says so."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_units import Unit, in_full, unit_of

AMOUNTS = "select title, amount_minor, currency from opportunity order by id"


K, M = "thousands", "millions"
TENS_OF_K, HUNDREDS_OF_K = "tens of thousands", "hundreds of thousands"
TENS_OF_M, HUNDREDS_OF_M = "tens of millions", "hundreds of millions"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Betrag (T€)", ("Betrag", K, "€")),
        ("Amount (in k)", ("Amount", K, None)),
        ("Amount (k€)", ("Amount", K, "€")),
        ("Amount in TEUR", ("Amount", K, "EUR")),
        ("Wert [Tsd. EUR]", ("Wert", K, "EUR")),
        ("Amount ($000)", ("Amount", K, "$")),
        ("Amount (USD '000)", ("Amount", K, "USD")),
        ("Amount, in thousands", ("Amount", K, None)),
        ("Montant (milliers d'euros)", ("Montant", K, "EUR")),
        ("Größe K€", ("Größe", K, "€")),
        ("TEUR", ("", K, "EUR")),
        ("Umsatz Mio. €", ("Umsatz", M, "€")),
        ("Amount (EUR m)", ("Amount", M, "EUR")),
        ("Revenue ($M)", ("Revenue", M, "$")),
        ("Betrag (€)", ("Betrag", None, "€")),
        ("Amount in chf", ("Amount", None, "CHF")),
        ("Betrag €", ("Betrag", None, "€")),
        ("Amount (SEK)", ("Amount", None, "SEK")),
        ("Value in PLN", ("Value", None, "PLN")),
        ("Wartość (tys. zł)", ("Wartość", K, "PLN")),
        ("Wartość (zł)", ("Wartość", None, "PLN")),
        ("Betrag (TSEK)", ("Betrag", K, "SEK")),
        ("Amount (CAD m)", ("Amount", M, "CAD")),
        ("Valor (R$)", ("Valor", None, "BRL")),
        ("Amount (¥)", ("Amount", None, "¥")),
        ("金額（千円）", ("金額", K, "円")),
        ("金額（百万円）", ("金額", M, "円")),
        ("金額(単位:千円)", ("金額", K, "円")),
        ("売上高千円", ("売上高", K, "円")),
        ("予算千万円", ("予算", TENS_OF_M, "円")),
        ("商机金额（元）", ("商机金额", None, "元")),
        ("金额（万元）", ("金额", TENS_OF_K, "元")),
        ("金额（单位：亿元）", ("金额", HUNDREDS_OF_M, "元")),
        ("금액(만원)", ("금액", TENS_OF_K, "원")),
        ("Belopp (tkr)", ("Belopp", K, "kr")),
        ("Beløp i kr", ("Beløp", None, "kr")),
        ("Сумма, тыс. руб.", ("Сумма", K, "RUB")),
        ("Сумма, ₽", ("Сумма", None, "₽")),
        ("Бюджет (млн руб.)", ("Бюджет", M, "RUB")),
        ("Částka (tis. Kč)", ("Částka", K, "CZK")),
        ("Összeg (eFt)", ("Összeg", K, "HUF")),
        ("Összeg (MFt)", ("Összeg", M, "HUF")),
        ("Tutar (bin TL)", ("Tutar", K, "TRY")),
        ("Valor (R$ mil)", ("Valor", K, "BRL")),
        ("Amount (₹ lakhs)", ("Amount", HUNDREDS_OF_K, "₹")),
        ("Amount (INR Cr)", ("Amount", TENS_OF_M, "INR")),
        ("Amount (ALL)", None),
        ("Lead (bin)", None),
        ("Type (e)", None),
        ("Amount (won)", None),
        ("Amount (try)", None),
        ("Amount (monthly)", None),
        ("Amount in company currency", None),
        ("Deal k", None),
        ("Team", None),
        ("", None),
    ],
)
def test_a_header_tells_its_unit(
    header: str, found: tuple[str, str | None, str | None] | None
) -> None:
    assert unit_of(header) == found


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("12,5", "12,5k EUR"),
        ("$75", "$75k"),
        ("1 250 €", "1 250k €"),
        ("12 kr", "12k kr"),
        ("12 MXN", "12k MXN"),
        ("12,5 k€", "12,5 k€"),
        ("2 Mio. €", "2 Mio. €"),
        ("12m", "12m EUR"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_an_amount_with_a_unit_of_its_own_keeps_it(typed: str, full: str) -> None:
    assert in_full(typed, Unit("", K, "EUR")) == full


def test_the_currency_of_a_header_counts_unless_another_is_named(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,Amount (EUR)", "1,Al,500", "2,Bo,$7")
    said = "  Currencies read from symbols: 1 amount in EUR and 1 amount in USD."
    assert said in brought(pipectl, "d.csv").err
    write("e.csv", "deal_id,title,Amount (EUR),Currency", "3,Cy,9,CHF")
    brought(pipectl, "e.csv")
    write("f.csv", "deal_id,title,Amount (EUR)", "4,Di,5")
    brought(pipectl, "f.csv", "--currency", "GBP")
    assert rows(pipectl, AMOUNTS) == [
        *[("Al", 50_000, "EUR"), ("Bo", 700, "USD"), ("Cy", 900, "CHF"), ("Di", 500, "GBP")]
    ]


def test_amounts_in_thousands_are_read_in_full_with_or_without_map(pipectl: Shell) -> None:
    lines = ("Nr.;Projekt;Betrag (T€)", "1;Al;12,5", "2;Bo;1.250", "3;Cy;40 k€", "4;Di;")
    write("d.csv", *lines)
    needed = refused(pipectl, "d.csv")
    assert '"12,5"' in needed
    assert "--decimal ," in needed
    said = (
        '  Betrag (T€): 3 amounts read in thousands (line 2: "12,5" is 12,500 EUR). To read '
        "amounts as they are, change the header.\n"
    )
    assert said in brought(pipectl, "d.csv", "--decimal", ",", "--dry-run").err
    flags = ("--decimal", ",", "--map", "amount=Betrag (T€)")
    assert said in brought(pipectl, "d.csv", *flags).err
    assert rows(pipectl, AMOUNTS) == [
        ("Al", 1_250_000, "EUR"),
        ("Bo", 125_000_000, "EUR"),
        ("Cy", 4_000_000, "EUR"),
        ("Di", None, "USD"),
    ]
    assert "0 new deals, 0 changed, 4 unchanged" in brought(pipectl, "d.csv", "--decimal", ",").out


def test_decimals_of_millions_are_kept_to_the_cent(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,Value ($M),closed_value", "1,Al,0.12345678,", "2,Bo,$2,")
    said = '  Value ($M): 2 amounts read in millions (line 2: "0.12345678" is 123,456.78 USD).'
    assert said in brought(pipectl, "d.csv").err
    assert rows(pipectl, AMOUNTS) == [("Al", 12_345_678, "USD"), ("Bo", 200_000_000, "USD")]


@pytest.mark.parametrize(
    ("header", "read_in", "minor", "currency"),
    [
        ("金额（万元）", "tens of thousands", 12_500_000, "CNY"),
        ("金額（億円）", "hundreds of millions", 1_250_000_000, "JPY"),
        ("Amount (₹ lakhs)", "hundreds of thousands", 125_000_000, "INR"),
        ("Amount (INR crores)", "tens of millions", 12_500_000_000, "INR"),
        ("Сумма, тыс. руб.", "thousands", 1_250_000, "RUB"),
    ],
)
def test_amounts_in_units_of_other_countries_are_read_in_full(
    header: str, read_in: str, minor: int, currency: str, pipectl: Shell
) -> None:
    write("d.csv", f'title,"{header}"', "Kiln,12.5")
    done = brought(pipectl, "d.csv", "--map", f"amount={header}")
    assert f"  {header}: 1 amount read in {read_in} (line 2: " in done.err
    assert rows(pipectl, AMOUNTS) == [("Kiln", minor, currency)]


def test_kronor_of_a_header_are_asked_about_until_a_currency_is_named(pipectl: Shell) -> None:
    write("d.csv", "title,Belopp (tkr)", "Kiln,12")
    assert '"12k kr" doesn\'t name a currency' in refused(
        pipectl, "d.csv", "--map", "amount=Belopp (tkr)"
    )
    brought(pipectl, "d.csv", "--map", "amount=Belopp (tkr)", "--currency", "SEK")
    assert rows(pipectl, AMOUNTS) == [("Kiln", 1_200_000, "SEK")]


def test_boards_write_the_type_of_a_column_after_its_name(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Task Name,Deal Value (currency),Win probability (number),Close date (date),"
        "Account (short text)",
        "Al,900,35,2026-12-20,Birch",
    )
    brought(pipectl, "d.csv", "--map", "title=Task Name")
    (al,) = pipectl("list", "--json").json
    found = (al["amount"], al["probability"], al["close_on"], al["account"])
    assert found == (900.0, 35, "2026-12-20", "Birch")
