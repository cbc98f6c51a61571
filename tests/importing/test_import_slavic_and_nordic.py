"""`import` of files in Polish, Czech, Nordic and other languages, and proposals of owners."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.column_choices import choose_similar
from pipectl.importing.rules.column_looks import joined, look_of
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import (
    day_field,
    is_of_creation,
    is_stage_change,
    is_why_lost,
)
from pipectl.importing.rules.outcomes import of_stage, plain, surely
from pipectl.importing.rules.pipelines import PIPELINE
from pipectl.importing.rules.programs import CSV, bare, known_as

BOTH = ("won", "lost")
HEAD = (
    "Numer;Nazwa szansy;Firma;Osoba kontaktowa;Proces;Etap;Status;Wartość;Waluta;Wartość ważona;"
    "Prawdopodobieństwo;Planowana data zamknięcia;Data zamknięcia;Data dodania;Powód przegranej;"
    "Opiekun;Źródło pozyskania;Tagi"
)
DEALS = (
    *(HEAD, "SZ/1/2026;Al;Młyn;Anna Wójcik;B2B;Oferta;Otwarta;4 500,00;PLN;2 250,00;50%;"),
    *("SZ/2/2026;Bo;Świt;Jan Bąk;Odnowienia;Oferta;Wygrana;980,00;EUR;490,00;50%;",),
    *("SZ/3/2026;Cy;Młyn;;B2B;Rozmowa;Przegrana;1 000,50;PLN;100,05;10%;",),
)
ENDS = (
    "10.12.2026;;05.01.2026 10:15;;Ewa;Polecenie;ważne, Q4",
    "01.03.2026;03.03.2026;05.01.2026 10:15;;Adam;;",
    "01.03.2026;04.03.2026;06.01.2026 10:15;Zbyt wysoka cena;Ewa;WWW;",
)


def polish(name: str = "d.csv") -> None:
    head, *deals = DEALS
    write(name, head, *(deal + end for deal, end in zip(deals, ENDS, strict=True)))


# Headers


def test_letters_without_accents_are_spelled_in_ascii() -> None:
    assert plain("Tytuł Beløp ÆRENDE Kapanışı Đak") == "tytul belop aerende kapanisi dak"


@pytest.mark.parametrize(
    ("field", "header"),
    [
        *(
            ("amount", "Beløb"),
            ("amount", "Beløp"),
            ("amount", "Værdi"),
            ("amount", "Kwota brutto"),
        ),
        *(("title", "Tytuł oferty"), ("stage", "Faza projektu"), ("tags", "Znaczniki szansy")),
        *(("account", "Nazwa nabywcy"), ("account", "Organizacja"), ("contact", "Osoba")),
        *(("lost_reason", "Powód statusu"), ("close_date", "Data podpisania")),
    ],
)
def test_a_column_of_a_language_is_proposed(field: str, header: str) -> None:
    assert likely_header(field, (header,)) == header


@pytest.mark.parametrize(
    "header",
    [
        *("Job Title", "Jobtitle", "Contact Title", "Berufsbezeichnung", "Stellenbezeichnung"),
        *("Titre du poste", "Título del puesto", "Titolo professionale", "Functietitel"),
        *("Tytuł zawodowy", "Stanowisko", "Yrkestitel", "Nazwa firmy", "Nazwa klienta"),
    ],
)
def test_job_titles_and_names_of_companies_are_never_proposed_as_the_deals(header: str) -> None:
    assert likely_header("title", (header,)) is None


@pytest.mark.parametrize("header", ["Deal Title", "Project title", "Titel", "Nazwa szansy (nowa)"])
def test_titles_of_deals_are_still_proposed(header: str) -> None:
    assert likely_header("title", ("Job Title", header)) == header


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("Planowana data zamknięcia", "close_on"), ("Data zamknięcia", "close_date")),
        *(("Data utworzenia", "created_on"), ("Czas utworzenia", "created_on")),
        *(("Data wygranej", "won_on"), ("Data przegranej", "lost_on")),
        *(("Datum uzavření", "close_date"), ("Datum vytvoření", "created_on")),
        *(("Skapad den", "created_on"), ("Förväntat avslut", "close_on")),
        *(("Oprettelsesdato", "created_on"), ("Forventet lukkedato", "close_on")),
        *(("Luontipäivä", "created_on"), ("Дата создания", "created_on")),
        *(("Ожидаемая дата закрытия", "close_on"), ("Létrehozás dátuma", "created_on")),
        *(("Tahmini kapanış tarihi", "close_on"), ("Aanmaakmoment", "created_on")),
        *(("Data urodzenia", None), ("Data zmiany statusu", None), ("Ostatnia aktywność", None)),
    ],
)
def test_days_are_known_by_their_words(header: str, field: str | None) -> None:
    assert day_field(header) == field


@pytest.mark.parametrize("header", ["Data zmiany etapu", "Fasewijziging", "Дата смены этапа"])
def test_the_day_of_a_change_of_stage_is_known(header: str) -> None:
    assert is_stage_change(header)


@pytest.mark.parametrize(
    ("header", "is_so"),
    [
        *(("Powód utraty", True), ("Przyczyna przegranej", True), ("Důvod ztráty", True)),
        *(("Причина отказа", True), ("Powód statusu", False), ("Powód kontaktu", False)),
    ],
)
def test_reasons_for_losses_are_known(header: str, *, is_so: bool) -> None:
    assert is_why_lost(header) == is_so


@pytest.mark.parametrize(
    "header",
    [
        *("Proces", "Proces sprzedaży", "Lejek sprzedażowy", "Sales process", "Verkoopproces"),
        *("Vertriebsprozess", "Воронка продаж", "パイプライン", "Pipeline"),
    ],
)
def test_a_column_of_pipelines_is_known(header: str) -> None:
    assert PIPELINE.fullmatch(bare(header))


@pytest.mark.parametrize("header", ["Process", "Prozesskosten", "Procesy", "Processed on"])
def test_other_columns_are_none_of_pipelines(header: str) -> None:
    assert not PIPELINE.fullmatch(bare(header))


def test_weighted_values_are_never_the_amount() -> None:
    headers = ("Wartość ważona", "Szacowana wartość", "Wartość")
    chosen: dict[str, int] = {}
    choose_similar(CSV, headers, chosen, (), taken=())
    assert known_as(bare("Wartość")) == {"amount"}
    assert known_as(bare("Wartość ważona")) == frozenset()
    assert likely_header("amount", headers) == "Wartość"


@pytest.mark.parametrize(
    ("header", "is_so"),
    [
        *(("Created (UTC+1)", True), ("Deal created week", True), ("Record created", True)),
        *(("Created by", False), ("Utworzone przez", False), ("Account created on", False)),
        *(("Company added", False), ("Createur", False), ("Updated at", False)),
    ],
)
def test_other_words_beside_a_creation_are_allowed(header: str, *, is_so: bool) -> None:
    assert is_of_creation(header) == is_so


def test_a_day_of_creation_is_named_where_it_is_missing(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Created by,Record created (UTC+1)", "Al,5,Ana,2026-01-02")
    said = brought(pipectl, "d.csv", "--dry-run").err
    assert 'using today. To name its column: --map "created_on=Record created (UTC+1)"\n' in said


def test_a_bare_name_beside_an_amount_is_the_title(pipectl: Shell) -> None:
    write("d.csv", "Nazwa;Klient;Kwota netto", "Al;Młyn;5")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select title, amount_minor from opportunity") == [("Al", 500)]


# Outcomes


@pytest.mark.parametrize(
    ("stage", "means"),
    [
        *(("Sprzedaż zakończona", BOTH), ("Sprzedaż nieudana", ("lost",))),
        *(("Sprzedaż anulowana", ("lost",)), ("Umowa podpisana", ("won",))),
        *(("Klient zrezygnował", ("lost",)), ("Transakcja zamknięta", BOTH)),
        *(("Zakończona sukcesem", ("won",)), ("Niezrealizowana", ("lost",))),
        *(("Oferta zaakceptowana", ("won",)), ("Odmowa", ("lost",)), ("Zarchiwizowany", BOTH)),
        *(("Prodej ukončen", BOTH), ("Smlouva podepsána", ("won",)), ("Neúspěšný", ("lost",))),
        *(("Avtale signert", ("won",)), ("Ordre annulleret", ("lost",)), ("Misslyckad", ("lost",))),
        *(("Tarjous hylätty", ("lost",)), ("Satış tamamlandı", BOTH), ("Eladás lezárva", BOTH)),
        *(("Verkoop afgerond", BOTH), ("Gegund", ("won",)), ("Niet gegund", ("lost", "open"))),
        *(("Niet doorgegaan", ("lost",)), ("Verkauf gescheitert", ("lost",)), ("Voltooid", BOTH)),
        *(("Продажа не состоялась", ("lost",)), ("Заказ отменен", ("lost",))),
        *(("Closed - No sale", ("lost",)), ("Did not buy", ("lost",)), ("Awarded", ("won",))),
    ],
)
def test_what_a_stage_may_mean_is_asked(stage: str, means: tuple[str, ...]) -> None:
    assert of_stage(stage) == means
    assert surely(stage) in ((), BOTH)


@pytest.mark.parametrize(
    "stage",
    [
        *("Oczekiwanie na podpisy", "Oferta wysłana", "Umowa w podpisie", "Zamówienie", "Oferta"),
        *("Negocjacje", "Kontrakt w przygotowaniu", "Nabídka odeslána", "Avtale sendt"),
        *("Offerte verstuurd", "Sales call", "Not closed yet?", "Klient", "Sprzedaż"),
    ],
)
def test_open_stages_mean_nothing_else(stage: str) -> None:
    assert of_stage(stage) in ((), ("won",) if stage == "Klient" else ())


def test_a_status_that_ends_sales_is_asked_about_instead_of_imported_as_open(
    pipectl: Shell,
) -> None:
    write(
        "y.csv",
        *("Temat,Numer,Status,Szacowana wartość,Rzeczywista sprzedaż", "Al,S1,Oferta,100,"),
        *("Bo,S2,Sprzedaż zakończona,200,190", "Cy,S3,Sprzedaż nieudana,300,"),
    )
    said = refused(pipectl, "y.csv")
    assert '"Status" is "Sprzedaż zakończona": 1 row (line 3). Is this deal won or lost?' in said
    assert '"Status" is "Sprzedaż nieudana": 1 row (line 4). Is this deal lost?' in said
    told = (
        *("--map", "stage=Status", "--won-when", "Status=Sprzedaż zakończona"),
        *("--lost-when", "Status=Sprzedaż nieudana", "--make-stages"),
    )
    brought(pipectl, "y.csv", *told)
    assert rows(pipectl, "select title, status, amount_minor from opportunity order by title") == [
        *(("Al", "open", 10000), ("Bo", "won", 19000), ("Cy", "lost", 30000))
    ]


# A whole file


def test_a_polish_export_is_read_with_the_flags_that_are_named(pipectl: Shell) -> None:
    polish()
    said = refused(pipectl, "d.csv", "--decimal", ",")
    assert '"Numer" may be the identifier. To use it: --map "identifier=Numer"\n' in said
    assert '"Opiekun" may be the owner. To use it: --map "owner=Opiekun"\n' in said
    assert '--map "outcome=Status"' in said
    done = brought(
        pipectl,
        *("d.csv", "--decimal", ",", "--make-stages", "--map", "outcome=Status"),
        *("--map", "identifier=Numer", "--map", "owner=Opiekun"),
    )
    assert (
        "  Proces: importing B2B (2 rows) and Odnowienia (1 row) together. To import one: --only "
    ) in done.err
    assert "  Columns not imported: Proces, Wartość ważona.\n" in done.err
    deals = pipectl("list", "--all", "--json").json
    shown = [
        (each["title"], each["status"], each["amount"], each["currency"], each["created_on"])
        for each in sorted(deals, key=lambda each: str(each["title"]))
    ]
    assert shown == [
        ("Al", "open", 4500.0, "PLN", "2026-01-05"),
        ("Bo", "won", 980.0, "EUR", "2026-01-05"),
        ("Cy", "lost", 1000.5, "PLN", "2026-01-06"),
    ]


# Owners


def test_an_owner_is_proposed_if_the_column_names_somebody_else(pipectl: Shell) -> None:
    one = ("Title,Amount,Assigned To", "Al,5,Ana", "Bo,6,Ana")
    hint = '"Assigned To" may be the owner. To use it: --map "owner=Assigned To"\n'
    write("one.csv", *one)
    write("two.csv", *one, "Cy,7,Ben")
    write("ids.csv", "Title,Amount,Assigned To", "Al,5,7", "Bo,6,8")
    assert hint not in brought(pipectl, "one.csv", "--dry-run").err
    assert hint in brought(pipectl, "two.csv", "--dry-run").err
    assert hint not in brought(pipectl, "ids.csv", "--dry-run").err
    pipectl("config", "set", "owner", "ana")
    assert hint not in brought(pipectl, "one.csv", "--dry-run").err
    pipectl("config", "set", "owner", "Ben")
    assert hint in brought(pipectl, "one.csv", "--dry-run").err
    assert hint not in brought(pipectl, "two.csv", "--dry-run", "--map", "owner=3").err


@pytest.mark.parametrize(
    "header",
    [
        *("Owner", "Deal owner", "Opportunity Owner", "Sales owner", "Owned By", "assigned_to"),
        *("Deal - Owner", "Verantwortlicher", "Zuständig", "Propriétaire de l'affaire", "Vendedor"),
        *(
            "Eigenaar",
            "Przypisany do",
            "Osoba odpowiedzialna",
            "Säljare",
            "Ответственный",
            "担当者",
        ),
    ],
)
def test_headers_of_owners_are_known(header: str) -> None:
    assert likely_header("owner", ("Created by", header)) == header


@pytest.mark.parametrize(
    "header",
    [
        *("Owner email", "Owner ID", "Account owner", "Company owner", "Created by", "Owner phone"),
        *("Utworzone przez", "Kontakt", "Business Owner since", "Report", "Sales"),
    ],
)
def test_other_columns_are_none_of_owners(header: str) -> None:
    assert likely_header("owner", (header,)) is None


def test_looks_at_parts_of_a_column_are_joined() -> None:
    same = joined(look_of(["Ana", ""]), look_of(["ana"]))
    assert same.filled == 2
    assert [*same.values] == ["ana"]
    assert joined(same, look_of([])) == same
    assert len(joined(same, look_of(["Ben", "Cy", "Di"])).values) == 2


# Probabilities


def test_a_probability_is_only_proposed_from_a_column_with_figures(pipectl: Shell) -> None:
    write("d.csv", "Title,Stage,Win chance", "Al,Pitch,high")
    said = brought(pipectl, "d.csv", "--make-stages").err
    assert "probability=" not in said
    assert "Pitch has 0 %: no column was read as the probability." in said


def test_a_probability_that_some_rows_lack_is_not_denied(pipectl: Shell) -> None:
    write("d.csv", "Title,Stage,Probability", "Al,Pitch,40", "Bo,Pitch,", "Cy,Trial,")
    said = brought(pipectl, "d.csv", "--make-stages").err
    assert (
        '  Warning: Pitch and Trial have 0 %: "Probability" is empty for 2 open deals there. They '
        "will have a weighted amount of 0.\n"
    ) in said
