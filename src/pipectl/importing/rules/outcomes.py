"""Words of a stage, a status or a header that mean won or lost, in the languages of exports.

A word counts as a whole: "Won - paid" and "#09 WON" look won, "Wonderland" doesn't. "Lost & found"
isn't lost. Words that are also used for open stages (closed, rejected) count only alone. Words that
may stand for a result (signed, ordered) are asked about, and nothing is taken from them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipectl.named_tuple import NamedTuple
from pipectl.text import fold, in_ascii_letters
from pipectl.vocabulary import LOST, OPEN, WON

BOTH = (WON, LOST)
_LONGEST_BARE = 16  # letters of a word that isn't in ASCII and only says an outcome
MOST_WORDS = 6  # of a stage's name, in a column that isn't known to be one of stages
_WON = """
    won
    gewonnen gewonnene gewonnener gewonnenes
    gagné gagnée gagnés gagnées
    ganado ganada ganados ganadas
    ganho ganha ganhos ganhas
    vinto vinta vinti vinte
    wygrany wygrana wygrane wygrano
    vyhráno vyhrán vyhrána vyhraný vyhraná vyhrané výhra vyhraté vyhratá
    vunnen vunnet vunna vundet vinst gevinst voitto
    voitettu nyert megnyert megnyerve câștigat câștigată kazanıldı kazanılan
    dobijeno pridobljeno laimėta võidetud спечелена спечелено
    выиграно выиграна выигран выигранные выигрыш виграно виграна κερδισμένο κερδισμένη
"""
_LOST = """
    lost
    verloren verlorene verlorener verlorenes
    perdu perdue perdus perdues
    perdido perdida perdidos perdidas
    perso persa persi perse
    przegrany przegrana przegrane przegrano stracony stracona stracone utracony utracona utracone
    prohráno prohrán prohrána prohraný prohraná ztraceno ztracený ztracená ztracené prehrané
    stratené stratená prohra prehra
    förlorad förlorat förlorade förlust tabt tapt häviö vesztett
    izgubljeno pralaimėta kaotatud загубена загубено
    hävitty menetetty elveszett elveszítve elvesztett pierdut pierdută kaybedildi kaybedilen
    проиграно проиграна проигран проигрыш потеряно потеряна програно програна втрачено χαμένο χαμένη
"""
# Languages that write words without spaces.
_WITHIN = {
    WON: ("受注", "成約", "赢单", "贏單", "成交", "수주"),
    LOST: ("失注", "输单", "丢单", "輸單", "丟單", "실주"),
}
# What stands there before or behind them if they are only expected, or didn't happen.
_EXPECTED_WITHIN = "予定|見込|予測|予想|预计|預計|预期|預期|预测|預測|计划|計画|計劃|예정|예상"
_EXPECTED_WITHIN += "|確度|確率|赢率|贏率|概率|확률"
_NOT_WITHIN = "[未不无無非미]"
# Words that are always asked about there, and what may stand beside them.
_PERHAPS_WITHIN = {
    WON: "成功|签约|簽約|签单|契約|契約締結|계약|계약완료|성공",
    LOST: "无效|無效|無効|失败|失敗|作废|作廢|流失|放弃|放棄|見送り?|中止|取消"
    "|キャンセル|辞退|不成立|실패|취소|무효",
}
_BESIDE_WITHIN = "(?:已|客户|客戶)?(?:{})(?:済み?|了|成功|客户|客戶|됨|완료)?"
# Words that only count alone or with filler words.
_LOST_ALONE = """
    abandoned cancelled canceled dead declined disqualified rejected
    abgesagt abgelehnt disqualifiziert abandonné annulé refusé abandonado cancelado rechazado
    tab tap kayıp
"""
# The same, but always asked about: some sellers use them for open stages.
_WON_PERHAPS = """
    signed countersigned ordered order accepted invoiced invoice billed paid purchased sold
    contracted approved delivered converted success successful renewed achieved booked awarded
    confirmed zuschlag accordé
    auftrag aufträge beauftragt bestellt bestellung zusage zugesagt angenommen akzeptiert
    unterschrieben unterzeichnet signiert fakturiert abgerechnet berechnet bezahlt verkauft gekauft
    geliefert erfolg erfolgreich verlängert
    réussi réussie succès logrado lograda conseguido conseguida éxito exitoso exitosa
    riuscito riuscita acquisito acquisita successo sucesso conquistado conquistada geslaagd succes
    signé signée accepté acceptée commande commandé commandée facturé facturée payé payée vendu
    vendue validé validée conclu conclue livré livrée renouvelé renouvelée
    firmado firmada aceptado aceptada pedido facturado facturada pagado pagada vendido vendida
    comprado aprobado aprobada cobrado cobrada entregado renovado renovada
    firmato firmata accettato accettata ordinato fatturato venduto assinado assinada aceito aceite
    faturado vendido getekend geaccepteerd opdracht besteld gefactureerd podpisana podpisane
    gegund ondertekend gelukt awarded bought funded enrolled
    rinnovato rinnovata verlengd aanvaard goedgekeurd akkoord
    umgewandelt konvertiert converti convertie convertido convertida convertito convertita omgezet
    pagato pagata approvato approvata consegnato consegnata aprovado aprovada entregue pago paga
    assegnato assegnata aggiudicato aggiudicata verkocht betaald geleverd
    såld sålt solgt godkänd undertecknad signerad betald levererad myyty
    сделано реализовано реализована реализован успешно успех оплачено оплачен оплачена подписан
    подписано подписана продано продана продан заключен заключена заключено куплено
    реалізовано успішно оплачено підписано продано
    sprzedane sprzedany sprzedana sprzedano podpisany podpisano opłacone opłacony opłacona zapłacone
    zapłacony zapłacona zrealizowane zrealizowany zrealizowana zaakceptowany zaakceptowana
    zaakceptowane przyjęty przyjęta przyjęte zamówiony zamówiona zamówione zafakturowany
    zafakturowana zafakturowane dostarczone sukces sukcesem udany udana udane
    prodáno zaplaceno podepsáno podepsána podepsaná podepsaný úspěch úspěšný úspěšná úspěšně
    přijato přijatá objednáno
    signerat signert underskrevet godkjent godkendt
    allekirjoitettu hyväksytty eladva aláírva elfogadva kifizetve satıldı imzalandı ödendi
    onaylandı
    win wins gain gains gewinn gagner victoire victoria ganancia vincita vittoria winst vitória
"""
_LOST_PERHAPS = """
    churned churn ghosted failed missed dropped withdrawn terminated expired voided unqualified nogo
    unrenewed unqualifiziert failure misserfolg fehlschlag unsold lapsed
    avböjt avslag avslått afvist
    absage absagen storniert stornierung storno gekündigt kündigung abgebrochen gescheitert geplatzt
    zurückgezogen verworfen
    abandonnée annulée annulation refusée refus rejeté rejetée décliné déclinée résilié résiliée
    abandonada cancelada cancelación rechazada rechazo anulado anulada descartado descartada
    desistido declinado declinada
    annullato annullata rifiutato rifiutata recusado recusada rejeitado desistiu geannuleerd
    afgewezen geweigerd afgekeurd vervallen anulowane odrzucone afgehaakt
    annulliert verfallen abgelaufen declinato declinata respinto respinta scartato scartata
    abbandonato abbandonata fallito fallita scaduto scaduta abandonado abandonada fallido
    fallida fracasado
    desestimado desestimada expirado expirada expiré expirée échoué échouée abandonné
    verlopen ingetrokken mislukt afgezegd stopgezet
    avböjd avslagen avbruten inställd nekad avbrutt avslått kansellert afvist annulleret aflyst
    hylätty peruttu отказ отказано отклонено отклонена отменено отменена отменен
    провал сорвана сорвалась
    потеряна неактуально недействительно відмова відхилено скасовано anulowany anulowana odrzucony
    odrzucona rezygnacja zrezygnował zrezygnowała odmowa odmówił odwołany odwołana odwołane
    nieaktualny nieaktualna nieaktualne nieudany nieudana nieudane niepowodzenie niepowodzeniem
    porażka porażką niezrealizowany
    niezrealizowana niezrealizowane niewygrany niewygrana porzucony porzucona porzucone wygasły
    wygasła zaniechany zaniechana unieważniony unieważniona
    zrušeno zrušený zrušená zrušena odmítnuto odmítnutá odmítnuta zamítnuto zamítnutá neúspěch
    neúspěšný neúspěšná neúspěšně nerealizováno
    misslyckad misslyckat mislykket mislykkedes epäonnistui sikertelen
    elutasítva lemondva törölve iptal
    reddedildi vazgeçildi başarısız anulat anulată respins ακυρώθηκε απορρίφθηκε
    loss losses verlust perte pertes échec pérdida fracaso perdita verlies perda
"""
_CLOSED = """
    closed abgeschlossen geschlossen fermé fermée clos clôturé clôturée cerrado cerrada
    fechado fechada chiuso chiusa gesloten afgesloten zamknięte zamknięty zamknięta zamknięto
    zakończone zakończony zakończona zakończono
    uzavřeno uzavřená uzavřený ukončeno ukončen ukončená ukončený
    stängd stängt avslutad avslutat lukket avsluttet afsluttet lukned suljettu päättynyt lezárva
    lezárt kapalı kapandı kapatıldı закрыто закрыта закрыт закрытая закрытый закрыты завершено
    завершена завершен закрита закрито κλειστό κλειστή inchis inchisă
"""
# Words for an end of either kind; always asked about.
_ENDED = """
    done completed complete finished ended inactive archived
    erledigt beendet fertig archiviert inaktiv terminé terminée achevé archivé finalisé
    terminado terminada finalizado finalizada archivado inactivo concluso completato concluído
    archiviato arquivado inativo archiviata gearchiveerd zarchiwizowane zarchiwizowany
    zarchiwizowana afgerond voltooid beëindigd afgehandeld gereed ukończone ukończony ukończona
    dokončeno dokončen dokončená dokončený hotovo klar färdig färdigt ferdig fullført færdig valmis
    kész befejezve tamamlandı bitti concluída concluídas conclusa
"""
_FILLERS = """
    deal deals opportunity opportunities stage is geschäft verkaufschance affaire opportunité
    negocio negócio oportunidad oportunidade сделка сделки угода affär försäljning handel
    transaction transactions trato tratos affare chance vente venta
    szansa szanse transakcja transakcje sprzedaż sprzedaży obchod prodej případ příležitost
    kauppa salg verkoop verkoopkans verkauf verkaufs vendita trattativa venda
    продажа продажи eladás üzlet satış fırsat
"""
# Words that may accompany a word that is asked about.
_BESIDE = """
    sale sales contract agreement quote quotation offer proposal po purchase customer client
    received by the with mit avec con com met
    vertrag angebot offerte kunde kunden vom von der die das durch erhalten erteilt eingegangen
    kaufvertrag rechnung contrat devis offre proposition bon de le la les par client reçu reçue
    facture vente contrato propuesta presupuesto oferta el por cliente recibido recibida venta
    factura contratto preventivo proposta orçamento offerta
    analyze analyse analysieren analyser analizar analizzare
    договор контракт клиент клиента клиентом счет заказ avtal avtale aftale kund offert tilbud ordre
    umowa kontrakt oferta zamówienie faktura klient klienta przez z ze
    smlouva nabídka objednávka zákazník zákazníkem sopimus tarjous tilaus asiakas
    szerződés ajánlat megrendelés ügyfél sözleşme teklif sipariş müşteri klant
"""
# Words that say of any deal that it isn't over, in a cell and as the header of a flag.
_STILL_OPEN = """
    open offen ouvert ouverte abierto abierta aberto aberta aperto aperta otwarte otwarta
    otevřeno otevřený öppen öppet åben åpen avoin nyitott açık открыт открыта відкрито
"""
# Words that say so in a cell only: `New: no` is about another matter.
_UNDER_WAY = """
    active new pending inprogress ongoing
    laufend aktiv encours encurso
    deschis
    進行中 进行中 跟进中 対応中 商談中 未成約 未受注 未完了 진행중
    ny nytt nya pågående pågår påbegynt igangværende i gang käynnissä folyamatban yeni devamediyor
    новая новый новое вработе активна активная активно нова новий вроботі
    wtoku nowy nowa nowe aktywny aktywna nový nová probíhá aktivní
    incorso nuovo nuova attivo attiva inlavorazione openstaand lopend nieuw actief inbehandeling
"""
_DELETED = """
    deleted gelöscht supprimé supprimée eliminado eliminada borrado borrada excluído eliminato
    verwijderd usunięte
"""
# Names of stages of those who have bought; asked about.
_CUSTOMERS = "customer customers client clients kunde kunden cliente clientes clienti klant klanten"
# Words for "on hold": asked about, but only in a column of outcomes.
_ON_HOLD = """
    suspended onhold paused parked postponed deferred frozen dormant stalled halted
    angehalten gestoppt unterbrochen ausgesetzt pausiert zurückgestellt aufgeschoben vertagt
    ruhend ruht geparkt
    bloqué bloquée gelé gelée suspendu suspendue enattente enpause reporté reportée
    detenido detenida paralizado paralizada congelado congelada bloccato bloccata congelato
    suspendido suspendida enespera enpausa pausado pausada aplazado aplazada
    sospeso sospesa inattesa suspenso suspensa opgeschort
    uppskjuten uppskjutet vilande pausad väntande påvent utsatt påhold udsat satpåpause lykätty
    отложено отложена отложен приостановлено приостановлена заморожено напаузе
    відкладено призупинено
    wstrzymany wstrzymana wstrzymane zawieszony zawieszona odłożony
    pozastaveno odloženo felfüggesztve
    beklemede askıda ertelendi
    保留 保留中 一時停止 延期 凍結 搁置 擱置 暂停 暫停 暂缓 보류 보류중
"""
# Words for getting: with a word for an order, or alone, they are asked about.
_GOT = """
    bekommen erhalten obtained obtenu obtenue obtenido obtenida ottenuto ottenuta obtido obtida
    gekregen verkregen fått erhållen erhållit fået
"""
# What a header that says "closed" may name besides: the deal, and that the answer is yes or no.
_OF_DEALS = """
    auftrag vorgang projekt anfrage angebot order quote project record inquiry dossier commande
    projet devis pedido proyecto orçamento ordine progetto opdracht offerte ja nein yes no oui non
    the that this was ist wurde est es flag status y n
"""
# Words that join the words of an outcome.
_JOINING = """
    and und et y e ed i och og en a as als comme como closing cierre clôture abschluss
    и і та ja és ve
"""
_FOUND = re.compile(r"\blost\s*(?:&|\+|and|n|'n'?)\s*found\b")
_NOT = {"not", "never", "nicht", "kein", "keine", "pas", "non", "no", "sin", "sans", "nao", "niet"}
_NOT |= {
    "nie",
    "ne",
    "unsigned",
    "unpaid",
    "without",
    "ohne",
    "не",
    "нет",
    "без",
    "inte",
    "ej",
    "icke",
}
_NOT |= {"ikke", "ei", "nem", "degil", "utan", "uten", "uden", "bez", "δεν"}
_YET = {"yet", "still", "noch", "encore", "aun", "todavia", "ancora", "ainda", "nog"}
_UNWANTED = re.compile(
    r"\b(?:no|not|kein|keine|pas|sin|non|nicht|sans)\b.*\b"
    r"(?:interest|interested|interesse|interessiert|interet|interesse|interes|interesado|suite)\b"
    r"|\bno sale\b|\bdid(?: not|n't) (?:buy|proceed|purchase)\b|\bniet doorgegaan\b"
    r"|\bnie (?:doszla|doszlo|kupil|kupila)\b|\bне состоял(?:ась|ся|ось)\b"
    r"|\bno[ -]+go\b(?![ -]*live)|\b(?:not|nicht|non|no) (?:qualified|qualifiziert|qualifiee?)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_JOINED = re.compile(r"(?:closed|deals?|opportunity|is)(won|lost)")


class When(NamedTuple):
    """Rows with this value under this header (any value if None) have that outcome.

    Applies if no outcome column decides, and only with a probability of `percent`, if that is
    given.
    """

    outcome: str
    header: str
    value: str | None = None
    percent: int | None = None


def plain(text: str) -> str:
    """Return the text in lower case and without accents: `Wartość`, `Beløp` in ASCII letters."""
    text = text.casefold()
    if text.isascii():
        return text
    spread = unicodedata.normalize("NFKD", text)
    return in_ascii_letters("".join(each for each in spread if not unicodedata.combining(each)))


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


def _participles(text: str) -> frozenset[str]:
    """Return the words with the feminine and plural forms of Romance participles."""
    found = set(_words(text))
    for word in text.casefold().split():
        if word.endswith("é"):
            found |= {f"{plain(word)}{ending}" for ending in ("e", "s", "es")}
        elif re.fullmatch(r".{2,}([aiu][dt]|iv|us)o", word):
            found |= {f"{plain(word)[:-1]}{ending}" for ending in ("a", "os", "as", "i", "e")}
    return frozenset(found)


_BY_WORD = {WON: _words(_WON), LOST: _words(_LOST)}
_BY_PART = {outcome: re.compile(plain("|".join(parts))) for outcome, parts in _WITHIN.items()}
_IS_EXPECTED = re.compile(plain(_EXPECTED_WITHIN))
_NOT_PART = re.compile(plain(f"{_NOT_WITHIN}(?:{'|'.join(sum(_WITHIN.values(), ()))})"))
_PERHAPS_PART = {
    outcome: re.compile(plain(_BESIDE_WITHIN.format(parts)))
    for outcome, parts in _PERHAPS_WITHIN.items()
}
_ALONE, _SHUT, _FILLING = _words(_LOST_ALONE), _participles(_CLOSED), _words(_FILLERS)
_PERHAPS = {WON: _participles(_WON_PERHAPS), LOST: _participles(_LOST_PERHAPS) | _ALONE}
_GETTING, _NAMING = _participles(_GOT), _words(_OF_DEALS) | _FILLING
_OVER, _ASIDE = _participles(_ENDED) | _SHUT, _words(_BESIDE) | _FILLING | _GETTING
# Words that an outcome's name may consist of, in any number.
_SAYING = _BY_WORD[WON] | _BY_WORD[LOST] | _ASIDE | _OVER | _words(_JOINING)
_PERHAPS_KNOWN = _PERHAPS[WON] | _PERHAPS[LOST] | _OVER | _ASIDE | _words(_JOINING)
_CUSTOMER_WORDS = _words(_CUSTOMERS)
_ON_HOLD_WORDS = _participles(_ON_HOLD)
_STILL_OPEN_WORDS, _DELETED_WORDS = _words(_STILL_OPEN), _words(_DELETED)
_OPEN_WORDS = _STILL_OPEN_WORDS | _words(_UNDER_WAY)
# The outcomes that remain after a "not".
_NEGATED = {WON: (LOST, OPEN), LOST: (OPEN, WON)}


def meant(name: str) -> tuple[str, ...]:
    """Return the outcomes that a stage's name may mean: one, several if unclear, or none."""
    return surely(name) or perhaps(name)


@lru_cache(10_000)
def surely(name: str) -> tuple[str, ...]:
    """Return the outcomes as `meant` does, by unambiguous words only."""
    text, words = _parts(name)
    found = {
        outcome
        for outcome in BOTH
        if not _BY_WORD[outcome].isdisjoint(words) or _BY_PART[outcome].search(text)
    }
    if found and is_expected_there(name):
        return ()
    if len(found) == 1 and _NOT_PART.search(text):
        return _negated(found.pop(), words)
    if len(found) == 1 and not _NOT.isdisjoint(words):
        return _negated(found.pop(), words)
    if found:
        return BOTH if len(found) > 1 else (found.pop(),)
    rest = [word for word in words if word not in _FILLING]
    if rest and all(word in _ALONE or word in _SHUT for word in rest):
        return BOTH if all(word in _SHUT for word in rest) else (LOST,)
    return ()


@lru_cache(10_000)
def perhaps(name: str) -> tuple[str, ...]:
    """Return the outcomes as `meant` does, by words that may also name open stages."""
    text, words = _parts(name)
    if _UNWANTED.search(text):
        return (LOST,)
    said = [word for word in words if word not in _NOT and word not in _YET]
    found = [outcome for outcome in (LOST, WON) if not _PERHAPS[outcome].isdisjoint(words)]
    letters = "".join(filter(str.isalpha, text))
    if by_part := tuple(each for each in BOTH if _PERHAPS_PART[each].fullmatch(letters)):
        return by_part
    if any(word not in _PERHAPS_KNOWN for word in said):
        return ()
    if not found and said and _GETTING.issuperset(said):
        found = [WON]
    if not found:
        return BOTH if not _OVER.isdisjoint(words) and len(said) == len(words) else ()
    if len(said) < len(words):
        return _negated(found[0], words)
    return (found[0],)  # an order that was canceled is lost


def is_expected_there(name: str) -> bool:
    """Return whether a text without spaces between its words says "expected": `受注予定日`."""
    return _IS_EXPECTED.search(plain(name)) is not None


def of_stage(name: str) -> tuple[str, ...]:
    """Return the outcomes as `meant` does, of a stage: one of customers may be that of the won."""
    words = set(_parts(name)[1])
    return meant(name) or ((WON,) if words and words <= _CUSTOMER_WORDS else ())


def _parts(name: str) -> tuple[str, list[str]]:
    text = _FOUND.sub(" ", plain(name))
    return text, [_JOINED.sub(r"\1", word) for word in _WORD.findall(text)]


def _negated(outcome: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the possible outcomes after a "not", the likelier first: `not yet` means open."""
    found = _NEGATED[outcome]
    return found if _YET.isdisjoint(words) else (OPEN, *(each for each in found if each != OPEN))


def outcome_in_stage(stage: str) -> str | None:
    """Return won or lost if a stage's name means that: `Closed Won`, `closedlost`, `Lost`."""
    letters = "".join(filter(str.isalpha, fold(stage)))
    for outcome in (WON, LOST):
        if letters == outcome or letters.startswith(f"closed{outcome}"):
            return outcome
    return None


def status(text: str) -> str | None:
    """Return won, lost or open for a cell of an outcome column, in any known language."""
    found = surely(text)
    if len(found) == 1:
        return found[0]
    letters = "".join(filter(str.isalpha, plain(text)))
    return OPEN if letters in _OPEN_WORDS else None


def is_deleted(text: str) -> bool:
    """Return whether a cell of an outcome column says that the row was deleted."""
    return plain(text).strip() in _DELETED_WORDS


def is_not_closed(text: str) -> bool:
    """Return whether a cell of a closing date says that there is none: `no cerrado`, `Offen`."""
    if any(map(str.isdigit, text)):
        return False
    _, words = _parts(text)
    said = [word for word in words if word not in _NOT and word not in _YET]
    is_shut = bool(said) and all(word in _SHUT for word in said)
    return status(text) == OPEN or (is_shut and not _NOT.isdisjoint(words))


def says_closed(header: str) -> bool:
    """Return whether a header says of deals that they are closed, either way: `Order closed?`."""
    return _says(header, _SHUT)


def says_open(header: str) -> bool:
    """Return whether a header says of deals that they aren't closed: `Is open`, `Ouverte ?`."""
    return _says(header, _STILL_OPEN_WORDS)


def says_deleted(header: str) -> bool:
    """Return whether a header says of deals that they were deleted: `Deleted`, `Gelöscht?`."""
    return _says(header, _DELETED_WORDS)


def _says(header: str, words: frozenset[str]) -> bool:
    there = set(_parts(header.replace("_", " "))[1])
    return not there.isdisjoint(words) and there <= words | _NAMING


def is_bare(text: str) -> bool:
    """Return whether a cell only says won or lost: `Geschlossen und gewonnen`, `Lost (price)`."""
    if len(surely(text)) != 1:
        return False
    _, words = _parts(text)
    if any(len(word) > _LONGEST_BARE and not word[0].isascii() for word in words):
        return False  # a sentence of a language that writes words without spaces
    return len(words) <= 2 or all(word in _SAYING or word in _NOT for word in words)


def is_short(text: str) -> bool:
    """Return whether a cell has few enough words to be the name of a stage."""
    return len(_WORD.findall(text)) <= MOST_WORDS


def is_on_hold(text: str) -> bool:
    """Return whether a cell of an outcome column says "on hold", which is open or lost."""
    return "".join(filter(str.isalpha, plain(text))) in _ON_HOLD_WORDS


def some(outcomes: Iterable[str]) -> str:
    """Return `won`, or `won or lost`, for a sentence."""
    *first, last = outcomes
    return f"{', '.join(first)} or {last}" if first else last


def said_when(typed: str, outcome: str, headers: Sequence[str]) -> When:
    """Split `HEADER` or `HEADER=VALUE` as typed; a header may contain an = itself."""
    if typed in headers or "=" not in typed:
        return When(outcome, typed.strip())
    header = max((each for each in headers if typed.startswith(f"{each}=")), key=len, default="")
    if not header:
        header = typed.partition("=")[0]
    return When(outcome, header.strip(), typed[len(header) + 1 :].strip())
