"""Words for totals, in the languages of exports."""

import re

# Nobody calls a deal a subtotal, but some a total.
SUBTOTAL = "sub[- ]?totals?|sous[- ]total|zwischensumme|teilergebnis|teilsumme|subtotale|subtotaal"
SUM = (
    "(grand )?totals?|sum|summe|gesamt(summe|ergebnis|betrag)?|ergebnis|endsumme|somme|suma|totale"
    "|totaal|soma"
)
COUNT = "count|anzahl|nombre|recuento|cuenta"
MEAN = "average|mittelwert|durchschnitt|moyenne|promedio|media"
# A cell that stands for a whole row of totals: `Total`, `Grand Total (12)`, `Summe: 350`.
TOTAL = re.compile(
    rf"\s*({SUBTOTAL}|{SUM}|(grand|sub|report)?[ -]*totals?|(sous-)?total général|total general"
    r"|average)\s*([(:].*|[\d.,]*)",
    re.IGNORECASE,
)
