"""Tell by its header whether a column has the due dates of the next actions in another one."""

from pipectl.importing.rules.header_words import BESIDE, TIME, uncompounded
from pipectl.importing.rules.outcomes import plain

_DUE = frozenset(
    plain(
        "due deadline until fällig fälligkeit bis termin échéance échue avant vencimiento vence"
        " scadenza entro termijn prazo vencimento frist forfall"
    ).split()
)
# What is done on a day: `Follow-up date`, `Date de relance`.
_FOLLOWING = frozenset(
    plain(
        "follow up followup remind reminder wiedervorlage erinnerung relance rappel seguimiento"
        " recordatorio sollecito promemoria opvolg opvolging herinnering oppfølging uppföljning"
        " retorno lembrete przypomnienie"
    ).split()
)
_NEXT = frozenset(plain("next nächste nächster prochaine prochain próxima próximo").split())
_DAYS_THEMSELVES = frozenset(("wiedervorlage",))  # a word for the day, not for what is done


def is_due_of(header: str, action: str) -> bool:
    """Return whether a header names the day of an action: `Next step date` of `Next step`."""
    there = uncompounded(header)
    days = there & (TIME | _DUE | _DAYS_THEMSELVES)
    if not days:
        return False
    rest = there - TIME - _DUE - BESIDE
    done = uncompounded(action) - TIME - BESIDE
    return bool(rest) and (rest == done or rest <= _FOLLOWING | (done & _NEXT))
