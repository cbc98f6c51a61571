"""`import` reads amounts in the thousands or millions that their header names, and says so."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_scales import in_full, scaled

AMOUNTS = "select title, amount_minor, currency from opportunity order by id"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Betrag (T€)", ("Betrag", "thousands")),
        ("Amount (in k)", ("Amount", "thousands")),
        ("Amount (k€)", ("Amount", "thousands")),
        ("Amount in TEUR", ("Amount", "thousands")),
        ("Wert [Tsd. EUR]", ("Wert", "thousands")),
        ("Amount ($000)", ("Amount", "thousands")),
        ("Amount (USD '000)", ("Amount", "thousands")),
        ("Amount, in thousands", ("Amount", "thousands")),
        ("Montant (milliers d'euros)", ("Montant", "thousands")),
        ("Größe K€", ("Größe", "thousands")),
        ("TEUR", ("", "thousands")),
        ("Umsatz Mio. €", ("Umsatz", "millions")),
        ("Amount (EUR m)", ("Amount", "millions")),
        ("Revenue ($M)", ("Revenue", "millions")),
        ("Betrag (€)", None),
        ("Amount (EUR)", None),
        ("Amount (monthly)", None),
        ("Deal k", None),
        ("Team", None),
        ("", None),
    ],
)
def test_a_header_tells_its_scale(header: str, found: tuple[str, str] | None) -> None:
    assert scaled(header) == found


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("12,5", "12,5k"),
        ("$75", "$75k"),
        ("1 250 €", "1 250k €"),
        ("12 kr", "12k kr"),
        ("12 MXN", "12k MXN"),
        ("12,5 k€", "12,5 k€"),
        ("2 Mio. €", "2 Mio. €"),
        ("12m", "12m"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_an_amount_with_a_scale_of_its_own_keeps_it(typed: str, full: str) -> None:
    assert in_full(typed, "thousands") == full


def test_amounts_in_thousands_are_read_in_full_with_or_without_map(pipectl: Shell) -> None:
    lines = ("Nr.;Projekt;Betrag (T€)", "1;Al;12,5", "2;Bo;1.250", "3;Cy;40 k€", "4;Di;")
    write("d.csv", *lines)
    needed = refused(pipectl, "d.csv")
    assert '"12,5"' in needed
    assert "--decimal ," in needed
    said = (
        '  Betrag (T€): 3 amounts read in thousands (line 2: "12,5" is 12,500 USD). To read '
        "amounts as they are, change the header.\n"
    )
    assert said in brought(pipectl, "d.csv", "--decimal", ",", "--dry-run").err
    flags = ("--decimal", ",", "--map", "amount=Betrag (T€)")
    assert said in brought(pipectl, "d.csv", *flags).err
    assert rows(pipectl, AMOUNTS) == [
        ("Al", 1_250_000, "USD"),
        ("Bo", 125_000_000, "USD"),
        ("Cy", 4_000_000, "EUR"),
        ("Di", None, "USD"),
    ]
    assert "0 new, 0 changed, 4 unchanged" in brought(pipectl, "d.csv", "--decimal", ",").out


def test_decimals_of_millions_are_kept_to_the_cent(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,Value ($M),closed_value", "1,Al,0.12345678,", "2,Bo,$2,")
    said = '  Value ($M): 2 amounts read in millions (line 2: "0.12345678" is 123,456.78 USD).'
    assert said in brought(pipectl, "d.csv").err
    assert rows(pipectl, AMOUNTS) == [("Al", 12_345_678, "USD"), ("Bo", 200_000_000, "USD")]
