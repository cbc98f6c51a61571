"""Read the names that programs use for a currency: code, sign or words."""

import re

from pipectl.currencies import DECIMALS, SYMBOLS
from pipectl.importing.rules.outcomes import plain
from pipectl.money import check_currency

_NAMES = {
    "EUR": "euro, euros",
    "GBP": """
        pound sterling, pounds sterling, british pound, british pounds, british pound sterling,
        uk pound, sterling, livre sterling, livres sterling, britisches pfund, pfund sterling,
        libra esterlina,
        sterlina, sterlina britannica, sterline, brits pond, funt brytyjski
    """,
    "USD": """
        us dollar, us dollars, united states dollar, american dollar, u.s. dollar, us-dollar,
        dollar américain, dollar des états-unis, dollar us, dólar estadounidense, dólar americano,
        dollaro usa, dollaro statunitense, dollari usa, dollaro americano, amerikaanse dollar,
        us dolar, dolar amerykański, dólar dos eua
    """,
    "CHF": """
        swiss franc, swiss francs, franc suisse, francs suisses, schweizer franken, franken,
        franco suizo,
        franco svizzero, franchi svizzeri, zwitserse frank, frank szwajcarski,
        franco suíço
    """,
    "CAD": """
        canadian dollar, dollar canadien, kanadischer dollar, dólar canadiense, dollaro canadese,
        canadese dollar, dolar kanadyjski, dólar canadense
    """,
    "AUD": """
        australian dollar, dollar australien, australischer dollar, dólar australiano, dollaro
        australiano, australische dollar, dolar australijski
    """,
    "NZD": """
        new zealand dollar, dollar néo-zélandais, neuseeland-dollar, dólar neozelandés, dollaro
        neozelandese, nieuw-zeelandse dollar
    """,
    "JPY": """
        yen, japanese yen, yen japonais, japanischer yen, yen japonés, yen giapponese, japanse
        yen, jen, jen japoński, iene
    """,
    "CNY": """
        yuan, chinese yuan, yuan renminbi, renminbi, yuan chinois, chinesischer yuan, yuan cinese,
        renminbi cinese, chinese yuan renminbi
    """,
    "INR": """
        indian rupee, roupie indienne, indische rupie, rupia india, rupia indiana, indiase roepie
    """,
    "SEK": """
        swedish krona, couronne suédoise, schwedische krone, corona sueca, corona svedese, zweedse
        kroon, svensk krona, korona szwedzka, coroa sueca
    """,
    "NOK": """
        norwegian krone, couronne norvégienne, norwegische krone, corona noruega, corona
        norvegese, noorse kroon, norsk krone, korona norweska, coroa norueguesa
    """,
    "DKK": """
        danish krone, couronne danoise, dänische krone, corona danesa, corona danese, deense
        kroon, dansk krone, korona duńska, coroa dinamarquesa
    """,
    "PLN": """
        zloty, polish zloty, zloty polonais, polnischer zloty, zloty polaco, zloty polacco, poolse
        zloty, złoty, złoty polski, polski złoty
    """,
    "CZK": """
        czech koruna, couronne tchèque, tschechische krone, corona checa, corona ceca, tsjechische
        kroon, korona czeska, česká koruna, koruna česká
    """,
    "HUF": """
        forint, hungarian forint, ungarischer forint, fiorino ungherese, hongaarse forint, forint
        węgierski, magyar forint
    """,
    "RON": "romanian leu, leu roumain, rumänischer leu, leu rumeno, roemeense leu, leu românesc",
    "BRL": """
        brazilian real, real brasileiro, réal brésilien, real brasileño, real brasiliano,
        braziliaanse real
    """,
    "MXN": "mexican peso, peso mexicain, mexikanischer peso, peso mexicano",
    "ZAR": "rand, south african rand, rand sud-africain, südafrikanischer rand",
    "SGD": "singapore dollar, dollar de singapour, singapur-dollar",
    "HKD": "hong kong dollar, dollar de hong kong, hongkong-dollar",
    "TRY": "turkish lira, livre turque, türkische lira, lira turca, turkse lira, türk lirası",
    "ILS": "israeli new shekel, new israeli sheqel, israeli shekel, shekel",
    "AED": "uae dirham, united arab emirates dirham, emirati dirham",
    "SAR": "saudi riyal",
    "KRW": "south korean won, korean won",
    "THB": "baht, thai baht",
}


def _said(text: str) -> str:
    return plain(" ".join(text.split()))


_CODES = {_said(name): code for code, names in _NAMES.items() for name in names.split(",")}
_SIGNS = {_said(sign): code for sign, code in SYMBOLS.items()}


def read_currency(text: str) -> str:
    """Return the currency code of a cell: `GBP`, `£`, `Pound Sterling`, `GBP - British Pound`.

    Raise CurrencyError if it is unknown or could be several currencies, such as `Dollar`.
    """
    said = _said(text)
    code = _CODES.get(said) or _SIGNS.get(said)
    if code is None:
        there = set(re.findall(r"\b[A-Z]{3}\b", text)) & DECIMALS.keys()
        code = there.pop() if len(there) == 1 and len(text) > 3 else None
    return code or check_currency(text)
