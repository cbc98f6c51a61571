"""Headers of days, by their words: when a deal was won, lost, closed, is expected to close, began.

Programs word them differently in each language and version, and the words are few.
"""

import re

from pipectl.importing.rules.outcomes import plain


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


_WON = _words("""
    won win gewonnen gewonnene gewonnenen gewonnener gewinn
    gagné gagnée gagnés gagnées gain ganado ganada ganar ganancia ganho vinto vinta
""")
_LOST = _words("""
    lost loss verloren verlorene verlorenen verlorener verlust
    perdu perdue perdus perdues perte échec perdido perdida pérdida perder perso persa
""")
_CLOSED = _words("""
    closed close closing closure abgeschlossen abgeschlossene abgeschlossenen abschluss abschlusses
    geschlossen schließung clôture clôturé clôturée fermeture fermé fermée conclusion conclu conclue
    cierre cerrado cerrada cerrar fechamento fechado chiusura chiuso chiusa
""")
_EXPECTED = _words("""
    expected planned estimated forecast erwartet erwartete erwarteter erwartetes erwarteten geplant
    geplante geplanter geplantes voraussichtlich voraussichtliche voraussichtlicher
    voraussichtliches prévu prévue prévisionnel prévisionnelle attendu attendue estimé estimée
    espéré espérée previsto prevista esperado esperada estimado estimada
""")
_CREATED = _words("""
    created creation added erstellt erstellung angelegt hinzugefügt créé créée création
    ajouté ajoutée creado creada creación añadido añadida criado criada creato creata creazione
""")
_TIME = _words("""
    date time day on at when datum zeit uhrzeit zeitpunkt tag am um heure jour moment le
    fecha hora día momento el las los data ora
""")
_BESIDE = _words("""
    deal deals opportunity the of der die das des dem den zu von vom wurde ist in
    affaire opportunité transaction de la l d du à a au est negocio negocios trato tratos
    oportunidad del se fue al
""")
_COMPOUND = re.compile("(.{5,})(datum|zeitpunkt|zeit|tag)")
# What a header is about, the better known of two first.
_ABOUT = (("won_on", _WON), ("lost_on", _LOST), ("close_date", _CLOSED), ("created_on", _CREATED))


def day_field(header: str) -> str | None:
    """The field of a day that a header names with nothing but words for it, if there is one."""
    words: list[str] = []
    for word in re.findall(r"[^\W\d_]+", plain(header)):
        found = _COMPOUND.fullmatch(word)
        if found is None or word in _TIME:
            words.append(word)
        else:
            words += [found[1] if found[1] in _CLOSED else found[1].removesuffix("s"), found[2]]
    there = set(words)
    fields = [(field, known) for field, known in _ABOUT if not known.isdisjoint(there)]
    if len(fields) != 1 or _TIME.isdisjoint(there):
        return None
    ((field, known),) = fields
    is_expected = not _EXPECTED.isdisjoint(there)
    if not there <= known | _TIME | _BESIDE | _EXPECTED or (is_expected and field != "close_date"):
        return None
    return "close_on" if is_expected else field
