"""Words of a stage, a status or a header that mean won or lost, in the languages of exports.

A word counts as a whole: "Won - paid" and "#09 WON" look won, "Wonderland" doesn't. "Lost & found"
isn't lost. Words that are also used for open stages (closed, rejected) count only alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipectl.domain.words import LOST, OPEN, WON

BOTH = (WON, LOST)
_WON = """
    won
    gewonnen gewonnene gewonnener gewonnenes
    gagné gagnée gagnés gagnées
    ganado ganada ganados ganadas
    ganho ganha ganhos ganhas
    vinto vinta vinti vinte
    wygrany wygrana wygrane
    vyhráno vyhraný vyhraná vyhrané
    vunnen vunnet vunna vundet
    voitettu nyert megnyert megnyerve câștigat câștigată kazanıldı kazanılan
    выиграно выиграна выигран выигранные виграно виграна κερδισμένο κερδισμένη
"""
_LOST = """
    lost
    verloren verlorene verlorener verlorenes
    perdu perdue perdus perdues
    perdido perdida perdidos perdidas
    perso persa persi perse
    przegrany przegrana przegrane stracony stracona stracone utracony utracona utracone
    prohráno prohraný prohraná ztraceno ztracený ztracená ztracené prehrané stratené stratená
    förlorad förlorat förlorade tabt tapt
    hävitty menetetty elveszett elveszítve elvesztett pierdut pierdută kaybedildi kaybedilen
    проиграно проиграна проигран потеряно потеряна програно програна втрачено χαμένο χαμένη
"""
# Languages without spaces between words.
_WITHIN = {
    WON: ("受注", "成約", "赢单", "贏單", "成交", "수주"),
    LOST: ("失注", "输单", "丢单", "실주"),
}
# What counts only where nothing else stands beside it but fillers.
_LOST_ALONE = """
    abandoned cancelled canceled dead declined disqualified rejected
    abgesagt abgelehnt disqualifiziert abandonné annulé refusé abandonado cancelado rechazado
"""
_CLOSED = """
    closed abgeschlossen geschlossen fermé fermée clos cerrado cerrada fechado fechada chiuso chiusa
    gesloten afgesloten zamknięte uzavřeno stängd lukket lukned
"""
_FILLERS = """
    deal deals opportunity opportunities stage is geschäft verkaufschance affaire opportunité
    negocio negócio oportunidad oportunidade
"""
_OPEN = """
    open active new pending inprogress ongoing
    offen laufend aktiv ouvert ouverte encours abierto abierta encurso aberto aberta aperto aperta
    otwarte otwarta otevřeno otevřený öppen åben åpen avoin nyitott deschis açık открыт открыта
    進行中 进行中
"""
_FOUND = re.compile(r"\blost\s*(?:&|\+|and|n|'n'?)\s*found\b")
_NOT = {"not", "never", "nicht", "pas", "non", "no", "nao", "niet", "nie", "ne"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_JOINED = re.compile(r"(?:closed|deals?|opportunity|is)(won|lost)")


class When(NamedTuple):
    """Rows with that value under a header (any, where it is None) have that outcome.

    They do where no column says what they are.
    """

    outcome: str
    header: str
    value: str | None = None


def plain(text: str) -> str:
    """The text in lower case and without accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in spread if not unicodedata.combining(each))


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


_BY_WORD = {WON: _words(_WON), LOST: _words(_LOST)}
_ALONE, _SHUT, _FILLING = _words(_LOST_ALONE), _words(_CLOSED), _words(_FILLERS)
_OPEN_WORDS = _words(_OPEN)


@lru_cache(10_000)
def meant(name: str) -> tuple[str, ...]:
    """The outcomes that a stage's name may mean: one, both where it isn't clear, or none."""
    text = _FOUND.sub(" ", plain(name))
    words = [_JOINED.sub(r"\1", word) for word in _WORD.findall(text)]
    found = {
        outcome
        for outcome in BOTH
        if not _BY_WORD[outcome].isdisjoint(words) or any(part in text for part in _WITHIN[outcome])
    }
    if found:
        is_clear = len(found) == 1 and _NOT.isdisjoint(words)
        return tuple(found) if is_clear else BOTH
    rest = [word for word in words if word not in _FILLING]
    if rest and all(word in _ALONE or word in _SHUT for word in rest):
        return BOTH if all(word in _SHUT for word in rest) else (LOST,)
    return ()


def status(text: str) -> str | None:
    """What a cell of a column of outcomes says: won, lost or open, in any of the languages."""
    found = meant(text)
    if len(found) == 1:
        return found[0]
    letters = "".join(filter(str.isalpha, plain(text)))
    return OPEN if letters in _OPEN_WORDS else None


def is_bare(text: str) -> bool:
    """Whether a cell says nothing but won or lost."""
    return len(meant(text)) == 1 and len(_WORD.findall(text)) <= 2


def some(outcomes: Iterable[str]) -> str:
    """`won`, or `won or lost`, for a sentence."""
    return " or ".join(outcomes)


def said_when(typed: str, outcome: str, headers: Sequence[str]) -> When:
    """`HEADER` or `HEADER=VALUE`, as it was typed; a header may have an = of its own."""
    if typed in headers or "=" not in typed:
        return When(outcome, typed.strip())
    header, _, value = typed.partition("=")
    return When(outcome, header.strip(), value.strip())
