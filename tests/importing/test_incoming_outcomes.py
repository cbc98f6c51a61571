"""Words that mean won or lost: whole words, in many languages, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.importing.rules.outcomes import (
    is_bare,
    is_not_closed,
    is_on_hold,
    meant,
    said_when,
    status,
)

CASES = {
    ("won",): (
        *("Won - paid", "#09 WON", "Deal won!", "deal_won", "DealWon", "Closed Won & Paid"),
        *("Gewonnen", "GEWONNENE DEALS", "Gagné", "gagnee", "Cerrada ganada", "Ganho", "Vinto"),
        *("Wygrana", "Vyhráno", "Vunnet", "Выиграно", "受注済み", "赢单", "Won 🎉"),
        *("贏單", "已成交", "수주", "수주 완료"),
    ),
    ("lost",): (
        *("Lost to competitor", "Deal lost", "Lost: price", "Disqualified", "Dead Deals"),
        *("Verloren", "Perdue", "Perdido por precio", "Perso", "Przegrane", "Ztraceno", "Förlorad"),
        *("실주", "丢单", "失注（価格）"),
        *("Проиграно", "失注", "closedlost", "Geschlossen (verloren)", "Abgelehnt", "Rejected"),
    ),
    ("won", "lost"): ("Won/Lost", "Closed", "Abgeschlossen", "Done", "Terminé"),
    ("lost", "open"): (
        *("未成交", "未受注", "Закрыто и не реализовано", "Inte såld"),
        *("Auftrag nicht bekommen", "Nicht erhalten", "Auftrag nicht erhalten"),
        *("Not won", "Nicht gewonnen", "No ganado", "Non signé", "pas gagné"),
    ),
    ("open", "lost"): ("Not won yet", "noch nicht gewonnen", "Noch nicht unterschrieben"),
    ("open", "won"): ("Not lost", "noch nicht verloren"),
    (): (
        *("Wonderland", "Lost & found intro", "Lost and Found", "lost+found", "Won't decide"),
        *("Closing", "Contract Sent", "Proposal rejected once", "Wontner Ltd", "Lostock", ""),
        *("受注予定", "预计成交", "受注見込み", "签约准备", "Подписание договора"),
        *("Negotiation", "Qualified", "Verlorenhausen", "Perdura", "Deal", "Disclosed", "10 %"),
        *("Angebot erhalten", "Rückmeldung bekommen", "Anfrage erhalten", "Analyse"),
    ),
}


@pytest.mark.parametrize(
    ("name", "outcomes"), [(name, found) for found, names in CASES.items() for name in names]
)
def test_a_stage_looks_won_or_lost_by_whole_words(name: str, outcomes: tuple[str, ...]) -> None:
    assert meant(name) == outcomes
    assert meant(f"  {name.upper()} ") == outcomes


@given(st.text(max_size=60))
def test_any_name_has_an_answer(name: str) -> None:
    assert set(meant(name)) <= {"won", "lost", "open"}


ASKED = {
    ("won",): (
        *("Auftrag", "Auftrag erteilt", "Zusage", "Bestellt", "Signé", "Accepté", "Signed"),
        *("Ordered", "Invoiced", "Contract signed", "Devis signé", "Firmado", "Aceptado"),
        *("Såld", "Solgt", "Успешно реализовано", "Договор подписан", "Sprzedany", "已签约"),
        *("Auftrag bekommen", "Auftrag erhalten", "Commande obtenue", "Bekommen"),
        *("Angebot angenommen", "Commande reçue", "Quote accepted", "PO received: ordered"),
    ),
    ("lost",): (
        *("Absage", "Storniert", "Refusée", "Annulée", "Churned", "Rechazada", "Cancelada"),
        *("Отказ клиента", "Odrzucony", "无效", "キャンセル", "見送り", "Avbruten", "İptal"),
        *("Misserfolg analysieren", "Analyze failure"),
        *("Commande annulée", "Kein Interesse", "Pas intéressé", "Not interested"),
    ),
}


@pytest.mark.parametrize(
    ("name", "outcomes"), [(name, found) for found, names in ASKED.items() for name in names]
)
def test_words_that_may_stand_for_a_result_are_asked_about_and_never_taken(
    name: str, outcomes: tuple[str, ...]
) -> None:
    assert meant(name) == outcomes
    assert status(name) is None


@pytest.mark.parametrize(
    "name",
    [
        *("Angebot", "Contract", "Contract Sent", "Auftrag erwartet", "Mündliche Zusage", "Client"),
        *("Commande à confirmer", "Budget approved", "Paid pilot", "Negociación", "Kunde"),
    ],
)
def test_beside_other_words_they_are_stages_like_any_other(name: str) -> None:
    assert meant(name) == ()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        *(("Gewonnen", "won"), ("Offen", "open"), ("En cours", "open"), ("Perdido", "lost")),
        *(("Abierto", "open"), ("Otevřeno", "open"), ("Closed", None), ("Maybe", None), ("", None)),
        *(("Öppen", "open"), ("В работе", "open"), ("进行中", "open"), ("未成約", "open")),
        *(("保留", None), ("Uppskjuten", None), ("受注", "won"), ("실주", "lost")),
    ],
)
def test_a_column_of_outcomes_is_read_in_any_of_the_languages(
    text: str, outcome: str | None
) -> None:
    assert status(text) == outcome


def test_a_header_may_have_an_equals_sign_of_its_own() -> None:
    headers = ["Active", "a=b"]
    assert said_when("Active=False", "lost", headers)[1:3] == ("Active", "False")
    assert said_when("a=b", "lost", headers)[1:3] == ("a=b", None)
    assert said_when("Active", "lost", headers)[1:3] == ("Active", None)
    assert said_when("a=b=c=d", "lost", headers)[1:3] == ("a=b", "c=d")


@pytest.mark.parametrize(
    "text", ["保留", "搁置", "Uppskjuten", "På vent", "Отложено", "Wstrzymany", "On hold", "보류"]
)
def test_on_hold_is_known_in_each_language(text: str) -> None:
    assert is_on_hold(text)


@pytest.mark.parametrize(
    "text", ["не закрыта", "не закрыто", "no cerrado", "inte stängd", "ikke lukket", "未成約"]
)
def test_a_closing_date_may_say_that_there_is_none(text: str) -> None:
    assert is_not_closed(text)


def test_a_sentence_without_spaces_is_no_outcome() -> None:
    assert is_bare("赢单")
    assert not is_bare("客户说年底成交要看预算再决定下一步怎么走")
