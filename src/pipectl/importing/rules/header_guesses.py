"""Guess the column of a field without a known header, and the flag for it."""

import re
import shlex
from collections.abc import Collection

from pipectl.importing.rules.fields import FIELDS
from pipectl.importing.rules.header_units import unit_of, without_type
from pipectl.importing.rules.header_words import (
    is_bare_day,
    is_end_day,
    is_expected,
    is_weighted,
    uncapped,
)
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.programs import bare, known_as

# Titles of people's jobs (without accents), which aren't those of deals.
JOB_TITLES = (
    r"\b(job|work|contact|person|professional)s?\W?(title|role|position)|^jobtit|^job (name|funct)"
    r"|(beruf|stelle|funktion|position|tatigkeit)s?(n|s)?(bezeichnung|titel)|functie|funktie"
    r"|(titre|intitule|nom) (du|de) (poste|l'emploi|fonction)|titre professionnel"
    r"|titulo (del? )?(puesto|cargo|trabajo|profesional)|nombre del puesto"
    r"|titolo (professionale|di lavoro)|titulo do cargo|tytul zawodowy|stanowisk|pracovni pozice"
    r"|yrkestitel|stillingstitel|stillingsbetegnelse|\btitle of (the )?(contact|person)"
)
# Parts of words (without accents) in headers that may belong to a field.
_WORDS = {
    "title": re.compile(
        r"^lead( ?(name|title))?$|^record( ?name)?$"
        r"|^(verkauf|vente|venta|vendita|venda|sale|verkoop|poten[tzc]ial)$|verkaufspoten[tz]ial"
        r"|titel|title|titre|titulo|titolo|name|\bnom\b|nombre|naam|nome"
        r"|bezeichnung|betreff|subject|^summary$|^zusammenfassung$|^resume$|^resumen$|^riepilogo$"
        r"|deal|opportun|oportun|affaire|negocio|trato|geschaft|verkaufschance|auftrag|proje[ck]t"
        r"|proyecto|projet|vorgang|topic|thema|\btema\b|sujet|asunto|oggetto|onderwerp|assunto"
        r"|progetto|trattativa|nazwa|nazev|predmet|\btemat\b|tytul|^szansa\b|^transakcja\b"
        r"|verkoopkans"
    ),
    "amount": re.compile(
        r"^likely\b|\bca\b|\bfees?\b|honora[ri]|amount|betrag|wert|value|worth|summe|umsatz|volumen|revenue|montant|valeur|importe|monto"
        r"|valor|ingreso|income|einnahme|entrate|recette|price|preis|prix|precio|budget|presupuesto|bedrag|waarde|importo"
        r"|\btotale?\b|\btotaal\b|\bgesamt|wartosc|kwota|hodnota|castka|przychod|\bcena\b"
    ),
    "stage": re.compile(
        r"stage|phase|stufe|etape|etapa|\betap\b|fase|\bfa[zs][ea]\b|estagio|stadio|\bstep|milestone|schritt"
        r"|progress|fortschritt|stadi"
    ),
    "close_date": re.compile(
        r"clos(e|ing)|^due( (date|on|by))?$|decision|entscheid"
        r"|abschluss|schlusstermin|cloture|fermeture|cierre|signature"
        r"|ziel(datum|termin)|unterschrift|echeance|fallig|vencimiento|sluit|chiusura|fechamento"
        r"|scadenza|conclu(sao|id)|encerra|finaliza[cd]|zamkniec|zakoncz|podpisan|uzavren|ukonc"
        r"|podpis"
        r"|verkaufsdatum|\bsales? date|date de (la )?vente|fecha de (la )?venta|data (di |da )?vend"
    ),
    "account": re.compile(
        r"account|compan|\bfirm\b|customer|\bclient|\bkunde|firma|organi[sz](ation|acion|acao|atie|zazione)"
        r"|unternehmen|empresa|cuenta|\bcompte|societe|entreprise|azienda|klant|\bpart(y|ei|ner)\b"
        r"|\btiers\b|\btercero\b|\brelatie\b|\bklient|\bzakaznik|spolecnost|kontrahent|nabywc"
        r"|\bfirm[eyu]\b|organizacj|odberatel"
    ),
    "contact": re.compile(
        r"^(people|persons?|personen?|persone|personnes?|personas?|pessoas?)"
        r"( ?(name|nom|nombre|nome|naam))?"
        r"( (liee?|associee?|relacionad|vinculad|associad)[aos]{0,2})?$"
        r"|conta[ck]t|kontakt|contatt|contato|ansprechpartner|interlocut|referente|gesprachspartner"
        r"|\bosob[ay]\b"
    ),
    "contact_email": re.compile(r"e-?mail|courriel|correo|mailadres|posta elettronica"),
    "tags": re.compile(
        r"\btags?\b|e?tiquet|\blabels?\b|schlagw|stichw|\btagi\b|\bstitky\b|znaczniki|etykiet"
    ),
    "lost_reason": re.compile(
        r"\b(grund|grunde|reasons?|why|warum|motifs?|raisons?|motivos?|razon|reden)\b"
        r"|(status|absage|ablehnungs|abbruch)grund|\b(powod|duvod|przyczyna|pricina)\b"
    ),
    "probability": re.compile(
        r"probab|\bprob\b|wahrsch|waarsch|likelihood|chance|\bkans\b|confidence"
        r"|reussite|% (d'exito|de exito|exito|successo|success|won)|erfolgsaussicht"
        r"|win ?(%|rate|percent)"
        r"|(erfolgs|abschluss|gewinn|treffer)quote|(slaag|slagings|succes|winst|scorings)kans"
        r"|szansa (powodzenia|wygran)|prawdopodob|pravdepodob|sannolik|sandsynlig|todennako"
    ),
}
# Headers of the seller whose deal it is, as whole words: `Deal owner`, `Owned by`, `Opiekun`.
_OWNERS = (
    r"((deal|opportunity|sales|lead|record|szansy|transakcji|affaire|negocio|trato|opportunite) ?)*"
    r"(owner( name)?|owned by|assigned( (to|user))?|assignees?"
    r"|sales ?(person|rep|representative|man|agent)"
    r"|account (manager|executive)|sales manager|seller|rep|agent|(team )?members?"
    r"|((user|person) ?)?responsible( (user|person))?|owner user"
    r"|(deal|opportunity|verkaufs|auftrags|abschluss)?-?(inhaber|besitzer|zustandiger?)(in)?"
    r"|(verantwortlich|zustandig)(e|er|e person)?|verkaufer(in)?|vertrieb(ler|smitarbeiter(in)?)"
    r"|mitarbeiter(in)?|(sach|kunden)bearbeiter(in)?"
    r"|zugewiesen an|(kunden)?betreuer(in)?|bearbeiter(in)?"
    r"|proprietaire( commercial| de (l'affaire|l'opportunite|la transaction))?"
    r"|responsable( commercial)?"
    r"|responsable (de l'affaire|de l'opportunite|du dossier)|charge d'affaires|suivi par"
    r"|(collaborateur|utilisateur|commercial|vendeur)( (affecte|attribue|assigne|responsable))?"
    r"|(attribue|assigne|affecte)e? a"
    r"|propietario( (del? )?(negocio|trato|la oportunidad))?"
    r"|vendedor|comercial|asignado a"
    r"|((usuario|vendedor|consultor|dono) )?responsavel( (pelo|do) negocio| comercial)?"
    r"|dono( do negocio)?|proprietario do negocio|atribuid[oa] (a|para)|consultor(a)?"
    r"|proprietario( (della )?(trattativa|opportunita))?|responsabile( commerciale)?"
    r"|venditore|venditrice|assegnato a|assegnatario|commerciale|agente( di vendita)?"
    r"|titolare( (dell[' ])?(opportunita|affare|trattativa))?"
    r"|gestore|consulente|incaricato|addetto( alle vendite| commerciale)?"
    r"|eigenaar|verantwoordelijke|verkoper|accountmanager|toegewezen aan"
    r"|opiekun|wlasciciel|handlowiec|osoba odpowiedzialna|odpowiedzialny|przypisan[yae] do"
    r"|sprzedawca"
    r"|vlastnik|obchodnik|odpovedna osoba|prirazeno|saljare|agare|selger|saelger"
    r"|(ansvarig|ansvarlig)( (saljare|selger|saelger))?"
    r"|eier|ejer|myyja|vastuuhenkilo|omistaja|felelos|tulajdonos|ertekesito|sorumlu|sahibi"
    r"|(ответственн(ый|ая)|менеджер|владелец)( (сделки|по продажам))?|відповідальний"
    r"|负责人|負責人|所有者|担当者|営業担当(者)?|담당자|소유자"
    r")( (szansy|transakcji|sprzedazy|deal|name|nazwa))?"
)
_OWNER = re.compile(plain(_OWNERS))
# The same in languages of the north and the east.
_FURTHER = {
    "title": r"\bnamn\b|\bnavn\b|arende|\bemne\b|forsaljning$|\bsalg$|affar|\baihe\b|\bnimi\b|targy"
    r"|megnevezes|\bbaslik|firsat|konu\b|название|наименование|назва\b|тема\b|^сделка|τιτλος"
    r"|商机名称|商機名稱|机会名称|项目名称|名称|案件名|商談名|件名|標題|标题|主题|제목|거래명|영업명",
    "amount": r"belopp|belob|belop\b|v(a|ae)rd[ei]|verdi|\bsumma|\bsum\b|osszeg|ertek|tutar|deger"
    r"|arvo\b"
    r"|бюджет|сумма|стоимость|бюджет|сума|ποσο|金額|金额|总额|金额|売上|予算|预算|금액|매출",
    "stage": r"fas\b|steg\b|trin\b|vaihe\b|szakasz|lepes|asama|этап|стадия|етап|σταδιο"
    r"|阶段|階段|ステージ|フェーズ|진행단계|단계",
    "close_date": r"forsaljningsdatum|avslut|lukk|sulkem|lezaras|zaras|kapanis|закрыти|закритт"
    r"|成交日期|签约日期|簽約日期|受注(予定|見込)?日|完了予定日|クローズ|成約(予定)?日|마감"
    r"|수주(예정)?일",
    "account": r"foretag|\bkund|bedrift|virksomhed|yritys|asiakas|ugyfel|\bceg\b|vallalat|musteri"
    r"|sirket|компани|клиент|организаци|контрагент|заказчик|клієнт|πελατης|εταιρεια"
    r"|客户|客戶|公司|会社|顧客|取引先|企業|企业|고객|회사|거래처",
    "contact": r"kapcsolattarto|yhteyshenkilo|ilgili kisi|контакт|联系人|聯絡人|先方担当"
    r"|담당자명|연락처",
    "contact_email": r"sahkoposti|e-?posta|почта|имейл|邮箱|電子郵件|メール|이메일",
    "tags": r"\bcimke|etiket|теги|тэги|метки|标签|標籤|タグ|태그",
    "lost_reason": r"\b(orsak|anledning|arsak|arsag|syy)\b|oka\b|sebep|nedeni|причина|"
    r"原因|理由|사유",
    "probability": r"valoszinuseg|olasilik|вероятност|ймовірн|πιθανοτητα|赢率|贏率|概率|可能性"
    r"|確度|確率|확률",
}
# What isn't of the deal there: who looks after it, other people and firms, what was changed.
_FURTHER_OTHERS = re.compile(
    plain(
        r"ответств|менеджер|автор|\bкем\b|владелец|сотрудник|редактир|телефон|причина|компани|клиент"
        r"|контакт|负责|负責|创建人|更新|所有者|担当者|作成者|更新|登録者|电话|電話|联系|聯絡|客户|客戶|会社|顧客|取引先"
        r"|agare|saljare|ansvarig|selger|saelger|ejer|registrerad av|opprettet av|felelos|sorumlu"
        r"|담당|작성자|고객|회사"
    )
)
_FURTHER_NO_NAMES = (
    r"ответств|менеджер|телефон|почт|должность|тип\b|номер|источник|дата|город|адрес|сайт"
    r"|ansvarig|ansvarlig|nummer|\btyp|номер|puhelin|telefon"
    r"|负责|来源|級別|级别|行业|编号|类型|电话|地址|时间|职务|备注|邮箱|標籤|标签"
    r"|番号|種別|業種|ランク|住所|電話|役職|メール|日$|번호|유형|업종|주소|전화"
)
_FURTHER_NOT_OF = {
    "account": re.compile(plain(rf"{_FURTHER_NO_NAMES}|контакт|联系人|聯絡人|担当")),
    "contact": re.compile(
        plain(rf"{_FURTHER_NO_NAMES}|компани|организаци|客户名|公司|会社名|회사")
    ),
    "contact_email": re.compile(plain(r"ответств|менеджер|дата|负责|担当者|담당")),
}
_WORDS = {
    field: re.compile(f"{words.pattern}|{plain(_FURTHER[field])}")
    for field, words in _WORDS.items()
}
# What a header that may be of titles must not have: words of another field.
_NO_TITLES = re.compile(
    "|".join(
        (
            *(_WORDS[field].pattern for field in ("account", "amount", "lost_reason", "stage")),
            r"\bref\b|reference|referenz|status|statut|\bestado\b|probab|wahrsch|waarsch",
            r"prawdopodob|pravdepodob",
            JOB_TITLES,
        )
    )
)
# Titles of deals in files that have nothing likelier.
_DESCRIPTIONS = re.compile(
    r"beschreibung|omschrijving|descri(ption|pcion|zione|cao)$|libelle|^label$"
)
# What Dynamics writes before the columns that it reads back, and the checksum among these.
GUARDED = re.compile(
    r"do ?not ?modify|nicht andern|ne pas modifier|no modificar|niet wijzigen|non modificare"
    r"|nao modificar|checksum|prufsumme|somme de controle|suma de comprobacion"
)
# A header with one of these words belongs to something else.
_OTHERS = re.compile(
    r"owner|inhaber|besitzer|propri|eigenaar|responsab|verantwort|zustandig|assign|asigna|assegna"
    r"|mitarbeiter|employee|werknemer|emplead|employe|vertrieb(?!s(stuf|phas|stad|schritt|chance|wert|volum))|verkaufer|account|konto|compte|cuenta|company|firma|kunde|client|cliente"
    r"|contact|kontakt|user|benutzer|file ?name|vorname|nachname|first|last|pipeline|campaign"
    r"|guid|modified|\bperson"
    r"|currency|wahrung|devise|moneda|reason|grund|raison|motif|motivo|lost|(^|\b)ids?\b"
    r"|number|nummer|numero|\bn[or]\b|\bnumer|\bnip\b|opiekun|wlasciciel|odpowiedzialn|przypisan"
    r"|handlowiec|walut|powod|przyczyn|kontrahent|klient|nabywc|\bfirm[eyu]|osob[ay]|kampani"
)
# What is money, but not the amount of a deal.
_NO_AMOUNTS = re.compile(
    r"cost|kosten|cout|costo|coste|custo|koszt|expens|spes[ae]|gasto|tax|steuer|tva|iva\b|mwst|vat\b|btw"
    r"|discount|rabatt|remise|descuento|sconto|desconto|korting|commission|provision|margin|marge"
    r"|profit|gewinn|gebuhr|frais|deposit|anzahlung|acompte|paid|bezahlt|invoice|rechnung"
    r"|factur|fattur|balance|price|preis|prix|precio|prezzo|budget of|limit|rate\b|satz"
)
# What isn't the account although its header names one.
_NO_ACCOUNTS = re.compile(
    r"owner|inhaber|besitzer|propri|user|benutzer|vertrieb|verkaufer|manager|contact|kontakt|mail"
    r"|phone|telefon|type|typ\b|tipo|soort|\bart\b|industry|branche|size|number|nummer|n[or]\b"
    r"|(^|\b)ids?\b|guid|currency|city|country|street|address|adresse|plz|web|url|date|datum|fecha"
    r"|group|gruppe|grupo|groupe|[ck]ategor|segment|[ck]lass|rating|score|status|statut|estado"
    r"|stato|source|quelle|origin|origen|fuente|herkunft|since|seit|depuis|desde|revenue|umsatz"
    r"|zrodlo|numer|typ\b|rodzaj|opiekun|wlasciciel|handlowiec|kategori|branza|adres|miasto|kraj"
    r"|wojewodztwo|\bnip\b|telefon|strona|wielkosc|przychod|data\b|uwagi|osob[ay]|kontaktow"
    r"|wert\b|valor|valeur|value|prior|industrie|sector|sektor|secteur|settore|comment|note"
)
# What isn't a contact although its header names one.
_NO_CONTACTS = re.compile(
    r"owner|inhaber|besitzer|propri|user|benutzer|vent[ae]s?\b|sales|vertrieb|verkauf|commercial"
    r"|assign|asign|assegn|mail|correo|phone|tel[ef]|mobil|handy|type|typ\b|tipo|number|nummer"
    r"|numero|n[or]\b|(^|\b)ids?\b|guid|address|adresse|indirizzo|direccion|date|datum|fecha|data"
    r"|dat[ae]\b|\bam\b|last|letzt|dernier|ultim|laatst|next|nachst|proxim|prochain|volgend"
    r"|prossim|count|anzahl|times?\b|method|methode|reason|grund|title|titel|titre|role|rolle"
    r"|status|source|quelle|fuente|origen|origin|notes?\b|first|vorname|nachname|made|info|form"
    r"|zrodlo|numer|rodzaj|adres|ostatni|nastepn|stanowisk|imie|nazwisk|odpowiedzialn|opiekun"
    r"|przypisan|\bczas\b|sposob|forma\b"
)
_NO_EMAILS = re.compile(
    rf"{_WORDS['account'].pattern}|owner|inhaber|besitzer|propri|eigenaar|responsab|user|benutzer"
    r"|vend|sales|assign|campaign|last|sent|count|status|date|datum|opt|consent|subject|type|_?id\b"
)
_NOT_OF = {"account": _NO_ACCOUNTS, "contact": _NO_CONTACTS, "contact_email": _NO_EMAILS}
_NEXT = re.compile(r"\b(next|nachst|nast|naest|proxim|prochain|volgend|prossim|dalsi)")
_FINAL_AMOUNT = re.compile(
    r"(closed?|won|actual|final) (deal )?(revenue|amount|value)|(revenue|amount|value) (won|closed)"
)
_STAGE_OF_PIPELINE = re.compile("stage|phase|stufe|etape|etapa|fase")
# Words for a close date that need no other word for a day.
_IS_DAY = re.compile(
    "clos|signature|unterschrift|echeance|fallig|vencimiento|^abschluss$|sluit|chiusura|fechamento"
    "|^zamkniecie|planowane zamkniecie|^due$"
)
# Headers of single products: their prices aren't amounts of deals.
_PRICES = re.compile(r"price|preis|prix|precio|prezzo|prijs")
_QUANTITIES = re.compile(
    r"(quantity|qty|units|menge|anzahl|stuckzahl|quantite|qte|aantal|quantita|quantidade)"
    r"( .*)?"
)
_OF_DAYS = re.compile(
    r"date|datum|day|tag\b|am\b|jour|fecha|time|zeit|\bdat[ay]\b|termin|\bczas\b|dato\b|tarih"
    r"|paiva|дата|дати|ημερομηνια" + plain("|日$|日期|日時|日付|时间|時間|일$|일자|날짜")
)


def likely_header(field: str, headers: Collection[str]) -> str | None:
    """Return the first header that may belong to a field, and isn't known for another one.

    A price beside a quantity is that of a product, not the amount of a deal.
    """
    wanted = FIELDS[field].same_as or field
    near = [each for each in headers if _is_near(wanted, each)]
    if wanted == "title" and not near:
        near = [each for each in headers if _DESCRIPTIONS.search(plain(each))]
    if wanted == "account":  # `Customer need` after `Customer account name`
        near.sort(key=_strange_words)
    if wanted == "close_date":  # `Date` may be any day
        near.sort(key=lambda each: (not is_expected(each), is_bare_day(each), is_end_day(each)))
    if wanted == "amount" and not near:
        near = [each for each in headers if _is_money(each)]
    if wanted == "amount":  # a weighted one is none, an expected one may be weighted
        near = sorted((each for each in near if not is_weighted(each)), key=is_expected)
        has_products = any(_QUANTITIES.fullmatch(plain(each)) for each in headers)
        near = [each for each in near if not (has_products and _PRICES.search(plain(each)))]
    return next(iter(near), None)


def _is_money(header: str) -> bool:
    """Return whether a header of unknown meaning names a currency as its unit: `Sale, $`."""
    unit = unit_of(header)
    if unit is None or unit.sign is None or known_as(bare(unit.name)):
        return False
    text = plain(uncapped(unit.name))
    return not (_OTHERS.search(text) or _NO_AMOUNTS.search(text) or GUARDED.search(text))


def _is_near(field: str, header: str) -> bool:
    header = without_type(header)
    known = {FIELDS[each].same_as or each for each in known_as(bare(header))}
    text = plain(uncapped(header))
    if GUARDED.search(text):
        return False
    if field == "owner":
        return _OWNER.fullmatch(re.sub(r"[\s_:-]+", " ", text).strip()) is not None
    if known:
        return field in known
    is_day = bool(_OF_DAYS.search(text))
    if field == "close_date" and (is_bare_day(header) or is_end_day(header)):
        return True
    if field == "close_date" and not is_day and _WORDS["amount"].search(text):
        return False  # `Close revenue`
    if field in _NOT_OF:
        is_other = _NOT_OF[field].search(text) or _FURTHER_NOT_OF[field].search(text)
        return bool(_WORDS[field].search(text)) and not is_other
    if field in ("lost_reason", "tags"):
        return bool(_WORDS[field].search(text))
    if (field == "stage" and _NEXT.search(text)) or (
        field == "probability" and is_weighted(header)
    ):
        return False
    if field == "stage" and _STAGE_OF_PIPELINE.search(text):
        text = text.replace("pipeline", "")
    if field == "title" and (_NO_TITLES.search(text) or is_expected(header)):
        return False
    if field != "amount" and field != "probability" and _FURTHER_OTHERS.search(text):
        return False
    return (
        bool(_WORDS[field].search(text))
        and not _OTHERS.search(text)
        and (is_day or bool(_IS_DAY.search(text))) == (field == "close_date")
    )


def final_amount(headers: Collection[str]) -> str | None:
    """Return the header that may be of the amounts for which deals were won: `Close revenue`."""
    return next(
        (each for each in headers if _FINAL_AMOUNT.fullmatch(plain(each).replace("_", " "))), None
    )


def of_people(headers: Collection[str]) -> list[str]:
    """Return the headers with a column of their e-mail address: `Customer`, `Customer Email`."""
    return [header for header in headers if address_of(header, headers) is not None]


def address_of(header: str, headers: Collection[str]) -> str | None:
    """Return the header of the e-mail addresses of those in a column."""
    mails = {f"{plain(header).strip()} {mail}" for mail in ("email", "e-mail", "mail")}
    return next((each for each in headers if plain(each).strip() in mails), None)


_OF_NAMES = re.compile(r"name|nom|nombre|nome|naam|d[eiu]l?l?a?|des|the|of|[\W\d_]*")


def _strange_words(header: str) -> int:
    """Return how many words a header has that don't name an account."""
    words = re.split(r"[\W_]+", plain(header))
    return sum(
        not _WORDS["account"].search(word) and not _OF_NAMES.fullmatch(word) for word in words
    )


def map_flag(field: str, header: str) -> str:
    """Return the --map flag for a field's column, ready to type."""
    return f"--map {shell_quoted(field, header)}"


def shell_quoted(*parts: str) -> str:
    """Return NAME=VALUE quoted for a shell."""
    text = "=".join(parts)
    return f'"{text}"' if not set(text) & set('"$`\\!') else shlex.quote(text)
