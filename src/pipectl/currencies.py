"""The ISO 4217 currencies in use, by their number of decimals."""

# Active codes of ISO 4217 (2026; metals, test codes and the like left out) by their decimals.
_CODES = {
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
    LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
    NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
    XAD XCD XCG YER ZAR ZMW ZWG
    """,
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DECIMALS: dict[str, int] = {
    code: places for places, codes in _CODES.items() for code in codes.split()
}

# Signs that mean one currency, in any case of letters. "$" and "¥" mean the store's currency where
# that is one of theirs, else the first.
SYMBOLS: dict[str, str] = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS",
    "฿": "THB", "₫": "VND", "₦": "NGN", "₱": "PHP", "₸": "KZT", "₵": "GHS", "₡": "CRC", "₲": "PYG",
    "₾": "GEL", "₼": "AZN", "zł": "PLN", "zl": "PLN", "US$": "USD", "U$S": "USD", "A$": "AUD",
    "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD",
    "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "TT$": "TTD", "RD$": "DOP", "EC$": "XCD", "J$": "JMD",
    "CN¥": "CNY", "JP¥": "JPY", "RMB": "CNY", "元": "CNY", "円": "JPY", "Kč": "CZK", "Ft": "HUF",
    "S/": "PEN", "RM": "MYR", "Rp": "IDR", "руб": "RUB", "руб.": "RUB", "грн": "UAH", "Euro": "EUR",
    "Euros": "EUR", "S/.": "PEN", "SFr.": "CHF", "SFr": "CHF", "원": "KRW", "TL": "TRY",
}  # fmt: skip
SHARED_SYMBOLS = {
    "$": "USD AUD CAD NZD SGD HKD TWD BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD",
    "¥": "JPY CNY",
}
# Signs of several currencies, none of which is meant more often: one of them only where it is the
# store's, or the row's.
VAGUE_SYMBOLS = {
    "kr": "DKK ISK NOK SEK",
    "Rs": "INR LKR MUR NPR PKR SCR",
    "R": "BRL ZAR",
    "Fr": "CHF XAF XOF XPF",
    "lei": "RON MDL",
}
