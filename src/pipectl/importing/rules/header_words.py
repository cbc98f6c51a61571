"""Recognize headers by their words: dates, loss reasons, associated records.

Their wording differs by language and version, but they use few different words.
"""

import re

from pipectl.importing.rules.outcomes import is_expected_there, plain


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


_WON = _words("""
    won win gewonnen gewonnene gewonnenen gewonnener gewinn
    gagné gagnée gagnés gagnées gain victoire ganado ganada ganar ganó ganancia victoria ganho
    vinto vinta vincita winst
    wygranej wygrania wygrano wygrana wygrany výhry vyhráno vunnen vunnet vundet
    выигрыша выиграна выиграно
""")
_LOST = _words("""
    lost loss perda perdas verloren verlorene verlorenen verlorener verlust verlusts verlustes
    perdu perdue perdus perdues perte échec perdido perdida pérdida perder perdió perso persa
    perdita
    verlies
    przegranej przegrania przegrano przegrana przegrany utraty straty prohry prohráno ztráty
    förlorad
    förlorat tapt tabt проигрыша проиграна проиграно
""")
# Nouns for the closing. Alone they may stand above a day, where `Closed` may be a flag.
_CLOSING_ALONE = _words("""
    closing closure abschluss schluss clôture fermeture cierre fechamento encerramento chiusura
    sluiting afsluiting zamknięcie zakończenie uzavření ukončení avslut lukning avslutning lezárás
    закрытие завершение
""")
_CLOSED = _CLOSING_ALONE | _words("""
    closed close abgeschlossen abgeschlossene abgeschlossenen abschlusses geschlossen schließung
    clôturé clôturée fermé fermée conclusion conclu conclue cerrado cerrada cerrar fechado chiuso
    chiusa conclusão concluído concluída encerrado encerrada finalização finalizado finalizada
    concluso conclusa conclusione gesloten sluit afgesloten afsluit zamknięcia zamknięto zamknięta
    zakończenia zakończono finalizacji uzavřeno ukončeno avsluts avslutad avslutat stängd
    stängning lukket lukke avsluttet afsluttet sulkeminen sulkemis sulkemisen suljettu päättyminen
    päätetty lezárva zárás kapanış kapatma закрытия закрыто закрыта закриття закрито завершения
    завершено завершення închiderii închidere închis
""")
_EXPECTED = _words("""
    expected planned estimated forecast forecasted assumed anticipated projected
    previsión prévision previsão prognose
    vorauss erwartet erwartete erwarteter erwartetes erwarteten
    geplant geplante geplanter geplantes voraussichtlich voraussichtliche voraussichtlicher
    voraussichtliches geschätzt geschätzte geschätzter geschätztes
    prévu prévue prévisionnel prévisionnelle attendu attendue estimé estimée
    espéré espérée previsto prevista esperado esperada estimado estimada
    verwacht verwachte gepland geplande geschat geschatte prevista previste previsione atteso attesa
    attese stimate presunto presunta
    attendus espérés estimés esperados estimados previstos previsti attesi stimato stimata stimati
    potentiel potencial exp est erw gesch gepl vsl
    förväntad förväntat förväntade planerad planerat beräknad beräknat uppskattad prognos
    forventet planlagt estimert beregnet anslått estimeret skønnet
    arvioitu odotettu suunniteltu várható tervezett becsült tahmini beklenen planlanan öngörülen
    oczekiwana oczekiwany oczekiwane planowana planowany planowane przewidywana przewidywany
    przewidywane szacowana szacowany szacowane prognozowana prognozowane prognozowany očekávaný
    očekávaná očekávané plánovaný plánovaná
    předpokládaný předpokládaná předpokládané odhadovaná odhadovaný estimată așteptată estimat
    ожидаемая ожидаемый ожидаемое плановая плановый плановое план планируемая предполагаемая
    предполагаемый прогноз прогнозная очікувана очікуваний планова плановий αναμενόμενη εκτιμώμενη
""")
_WEIGHTED = _words("""
    weighted prorated gewichtet gewichtete gewichteter gewichtetes pondéré pondérée pondérés prorata
    ponderado ponderada ponderados ponderato ponderata ponderati gewogen
    vägd vägt viktad viktat vektet vægtet painotettu súlyozott ağırlıklı ważona ważony vážený vážená
    взвешенная взвешенный взвешенное зважена
""")
_WEIGHTED_WITHIN = re.compile(plain("加重|加權|加权|가중"))
_ACTUAL = _words("""
    actual act effective tatsächlich tatsächliche tatsächlicher tatsächliches tatsächl tats effektiv
    effektives réel réelle effectif real efectiva effettiva effettivo effettivi
    effettive werkelijke werkelijk
    rzeczywisty rzeczywista rzeczywiste faktyczny faktyczna skutečný skutečné skutečná faktisk
    faktiskt verklig verkligt toteutunut tényleges gerçek gerçekleşen фактическая фактический
    фактична
""")
_CREATED = _words("""
    created creation added registered registriert enregistré enregistrée registrado registrada
    registrato registrata erstellt erstellung angelegt hinzugefügt créé créée création
    ajouté ajoutée ajout creado creada creación añadido añadida criado criada criação
    cadastro cadastrado cadastrada
    creato creata creazione aggiunto aggiunta inserito inserita inserimento
    aangemaakt aanmaak toegevoegd
    gemaakt ingevoerd invoer utworzenia utworzono utworzona utworzony dodania dodano dodana
    wprowadzenia wprowadzono rejestracji vytvoření vytvořeno založení založeno přidáno přidání
    skapad skapat skapades upprättad opprettet opprettelse oprettet oprettelse registrert
    luotu luonti luomis létrehozva létrehozás létrehozásának oluşturulma oluşturma eklenme
    создания создан создано создана добавления добавлено створення створено creării creat
""")
# Nouns for the opening, where `Opened` may be about a mail.
_OPENING_ALONE = _words("opening eröffnung ouverture apertura abertura otwarcie otevření")
# A deal is opened when it is created, but so are mails, files and accounts.
_OPENED = _OPENING_ALONE | _words("""
    opened eröffnet geöffnet ouvert ouverte abierto abierta aperto aperta aberto aberta geopend
    otwarcia otwarto öppnad åpnet åbnet
""")
# With one of these, a header names who created something: `Created by`.
_BY = _words("by von durch par por da autore door przez kým av af кем")
TIME = _words("""
    date time day on at when datum zeit uhrzeit zeitpunkt tag am um heure jour moment le
    fecha hora día momento el las los data ora orario il em op tijd
    daty czas termin dzień godzina dne den čas termín dato datoen tid tidspunkt päivä päivämäärä
    päiväys aika dátum dátuma ideje tarih tarihi zaman zamanı дата день время час
""")
_HOURS = _words("time zeit heure hora ora tijd czas čas tid aika idő zaman время")  # of work, too
BESIDE = _words("""
    deal deals opportunity the of der die das des dem den zu von vom wurde ist in
    affaire opportunité transaction de la l d du à a au est negocio negocios trato tratos affare
    trattativa opportunità verkoopkans oportunidade
    oportunidad del se fue al en que van het een di della dell do da utc gmt
    szansy sprzedaży transakcji umowy obchodu příležitosti prodeje affär affären försäljning salg
    salget handel kaupan сделки сделка продажи угоди
""")
# Searched without spaces, as other words may surround it: `Deal - Verlustgrund (alt)`.
_WHY_LOST = re.compile(
    r".*(lost.?reason|loss.?reason|reason.*(lost|loss)|(cause|ursache).*(lost|loss|verl(or|ust))"
    r"|verlust.?(grund|ursache)|grund.*verl(or|ust)"
    r"|(ablehnungs?|absage).?grund|grund.*(ablehnung|absage)|reject(ion|ed)?.?reason"
    r"|(motif|raison|cause).*(pert|perdu|echec|refus)|(motivo|razon|causa|ragione).*(perd|rechaz)"
    r"|(motivo|causa|ragione).*(pers[oa]|rifiut)"
    r"|(reden|oorzaak).*(verl|weiger|afwijz|afkeur)|(verlies|afwijs|afkeur).?reden"
    r"|(powod|przyczyna).*(przegra|utrat|strat|stracen|odrzuc|odmow|rezygnac|niepowodz)"
    r"|(duvod|pricina).*(prohr|ztrat|odmitnut|zamitnut|neuspech)"
    r"|(orsak|anledning).*(forl|avboj)|(arsak|arsag).*(tap|tab|avsl|afvis)"
    r"|forlora[dt].?(orsak|anledning)|ta[bp]t.?(arsak|arsag)"
    r"|(lost|verloren).?(because|why|weil)|why.?(was.?it.?)?lost"
    r"|причин.*(проигр|отказ|потер)).*"
)
_END = _words("""
    end ends ende fin fine final eind einde término until till bis hasta fino jusqu jusque jusqu'au
    límite limite limit valid gültig valable válido valido geldig tot scadenza
""")
_START = _words("""
    start begin beginning beginn anfang début debut inicio comienzo inizio aanvang início
""")
_ALONE_END = _words("deadline frist fristende laufzeitende")
_ASSOCIATED = _words("""
    associated zugehörige zugehöriger zugehöriges zugeordnete zugeordneter zugeordnetes verknüpfte
    verknüpfter verknüpftes associé associée associés associées asociado asociada asociados
    asociadas
""")
_COMPANIES = _words("""
    company companies unternehmen firma firmen entreprise entreprises société sociétés empresa
    empresas compañía compañías
""")
_CONTACTS = _words("""
    contact contacts kontakt kontakte contacto contactos people person personen personne personnes
    persona personas
""")
_BUYERS = _words("client customer kunde kunden cliente klant")
_MAIN = _words("primary primär principal principale principales")
_COMPOUND = re.compile("(.{3,})(datum|zeitpunkt|zeit|tag|dato|paiva|moment)")
_STAGE_CHANGE = re.compile(
    r"(stage|status)( date)? change|(stage|status) (changed|entered|moved)|status ?dat(e|um)"
    r"|(phasen?|status|stufen?) ?(wechsel|anderung|geandert)|(wechsel|anderung) der (phase|stufe)"
    r"|change?ment d(e l')?(e? ?statut|'etape)|cambio de (etapa|fase|estado)"
    r"|mudanca de (etapa|fase|estado)|zmian[ay] (etapu|statusu|fazy)|(fase|status|stadium)wijziging"
    r"|zmena (stavu|faze)|(fas|status|steg)andring|дата смены (этапа|статуса)|(этап|статус) изменен"
)
_BOARD_LIST = re.compile(
    r"(list[ae]?|bucket|section/column|section|board column|kanban column|spalte|lijst|columna)"
    r"([- ]?(name|nom))?|nom de (la )?liste|nombre de la lista|nome (della lista|da lista)"
)
_SINCE = re.compile("since|seit|depuis|desde")
_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")
_IDENTIFIED = re.compile(r"(?P<whose>.*[^\W_])[\s_-]+ids?", re.IGNORECASE)
_BARE_DAYS = frozenset(("date", "datum", "fecha", "data", "tag", "day"))
# Subjects of headers, the more specific first.
_ABOUT = (
    ("won_on", _WON),
    ("lost_on", _LOST),
    ("close_date", _CLOSED),
    ("created_on", _CREATED | _OPENED),
)


def is_why_lost(header: str) -> bool:
    """Return whether a column says why deals were lost."""
    return _WHY_LOST.fullmatch(re.sub(r"\s+", "", plain(header))) is not None


def associated_field(header: str) -> str | None:
    """Return the field (company or contact) for a header of associated records, or None."""
    there = set(plain_words(header))
    whose, colon, what = header.partition(":")
    if colon and set(plain_words(whose)) <= _BUYERS:  # `Client: Contact`
        there = {*plain_words(what), *_ASSOCIATED}
    for field, known in (("accounts", _COMPANIES), ("contacts", _CONTACTS)):
        if there & known and there & _ASSOCIATED and there <= known | _ASSOCIATED | _MAIN:
            return field
    return None


def plain_words(header: str) -> list[str]:
    """Return a header's words in lower case and without accents, digits and marks."""
    return re.findall(r"[^\W\d_]+", plain(uncapped(header)))


def uncapped(header: str) -> str:
    """Return a header with spaces between words that only capitals tell apart: `CreatedDate`."""
    return _CAPITAL.sub(" ", header)


def is_stage_change(header: str) -> bool:
    """Return whether a header names the day on which a deal came into its stage."""
    text = plain(header)
    return bool(_STAGE_CHANGE.search(text)) and not _SINCE.search(text)


def is_board_list(header: str) -> bool:
    """Return whether a header names the lists of a board, in which cards are: `List Name`."""
    return _BOARD_LIST.fullmatch(plain(header).replace("_", " ").strip()) is not None


def is_bare_day(header: str) -> bool:
    """Return whether a header says that its cells are dates, and nothing else."""
    return plain(header) in _BARE_DAYS


def is_of_identifiers(header: str) -> bool:
    """Return whether a header says that its cells are identifiers of another record."""
    return not {"id", "ids", "guid", "uuid"}.isdisjoint(plain_words(header.replace("_", " ")))


def without_identifier(header: str) -> str | None:
    """Return a header without "ID" at its end: `Customer` for `CustomerID`; None without that."""
    found = _IDENTIFIED.fullmatch(uncapped(header))
    return found["whose"] if found else None


def is_weighted(header: str) -> bool:
    """Return whether a header names a weighted figure."""
    text = plain(header)
    return not _WEIGHTED.isdisjoint(plain_words(header)) or bool(_WEIGHTED_WITHIN.search(text))


def is_expected(header: str) -> bool:
    """Return whether a header names a figure that is expected, and perhaps weighted."""
    is_one = not _EXPECTED.isdisjoint(plain_words(header)) or is_expected_there(header)
    return is_one or is_weighted(header)


def actual_name(header: str) -> str | None:
    """Return the words of an expected value's header without "expected"; None without that word."""
    words = plain_words(header)
    rest = [word for word in words if word not in _EXPECTED]
    return " ".join(rest) if rest and rest != words else None


def without_outlook(header: str) -> str | None:
    """Return a header without the words for "expected", as it is spelled; None without any."""
    words = header.split()
    rest = [word for word in words if _EXPECTED.isdisjoint(plain_words(word))]
    return " ".join(rest) if rest and len(rest) < len(words) else None


def uncompounded(header: str) -> set[str]:
    """Return a header's words, `Enddatum` as two."""
    words: list[str] = []
    for word in plain_words(header):
        found = _COMPOUND.fullmatch(word)
        if found is None or word in TIME:
            words.append(word)
        elif found[1] in _CLOSED:
            words += [found[1], found[2]]
        else:
            words += [found[1].removesuffix("s"), found[2]]
    return set(words)


def is_end_day(header: str) -> bool:
    """Return whether a header names the day on which something ends: `End date`, `Valid until`."""
    return _is_day_of(_END, header) or not _ALONE_END.isdisjoint(plain_words(header))


def is_of_creation(header: str) -> bool:
    """Return whether a header may name the day of a creation besides others: `Created (UTC+1)`."""
    there = uncompounded(header.replace("_", " "))
    others = _BY | _COMPANIES | _CONTACTS | _BUYERS | {"account", "user", "id"}
    return not there.isdisjoint(_CREATED) and there.isdisjoint(others)


def is_opening(header: str) -> bool:
    """Return whether a header is a noun for the opening of a deal: `Ouverture`."""
    return _is_only(header, _OPENING_ALONE)


def is_closing(header: str) -> bool:
    """Return whether a header is a noun for the closing of a deal: `Clôture de l'affaire`."""
    return _is_only(header, _CLOSING_ALONE)


def _is_only(header: str, words: frozenset[str]) -> bool:
    there = set(plain_words(header))
    return not there.isdisjoint(words) and there <= words | BESIDE


def is_start_day(header: str) -> bool:
    """Return whether a header names the day on which something begins: `Start date`."""
    return _is_day_of(_START, header)


def outlook_day(header: str) -> str | None:
    """Return the close date that a header means by "expected" or "actual" alone: `Actual date`."""
    there = uncompounded(header)
    for field, words in (("close_on", _EXPECTED), ("closed_on", _ACTUAL)):
        if there & words and there & TIME - _HOURS and there <= words | TIME | BESIDE:
            return field
    return None


def _is_day_of(subject: frozenset[str], header: str) -> bool:
    there = uncompounded(header)
    count = len(there & subject)
    is_day = count > 1 or (count == 1 and bool(there & TIME))
    return is_day and there <= subject | TIME | BESIDE | _EXPECTED | _ACTUAL


def day_field(header: str) -> str | None:
    """Return the date field of a header made up only of words for it, or None."""
    there = uncompounded(header)
    fields = [(field, known) for field, known in _ABOUT if not known.isdisjoint(there)]
    if [field for field, _ in fields] == ["won_on", "lost_on"]:  # of either: `Won/Lost Date`
        fields = [("closed_on", _WON | _LOST)]
    is_expected, is_actual = (not each.isdisjoint(there) for each in (_EXPECTED, _ACTUAL))
    is_of_close = is_expected or is_actual
    # `Deal created` names a day without a word for one.
    is_created = len(there) > 1 and not there.isdisjoint(_CREATED)
    if len(fields) != 1 or (TIME.isdisjoint(there) and not is_of_close and not is_created):
        return None
    ((field, known),) = fields
    if not there <= known | TIME | BESIDE | _EXPECTED | _ACTUAL:
        return None
    if not is_of_close:
        return field
    if field != "close_date" or (is_expected and is_actual):
        return None
    return "close_on" if is_expected else "closed_on"
