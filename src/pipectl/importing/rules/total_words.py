"""Words for totals, in the languages of exports."""

import re

# Nobody calls a deal a subtotal, but some a total.
SUBTOTAL = (
    "sub[- ]?totals?|sous[- ]total|zwischensumme|teilergebnis|teilsumme|subtotale|subtotaal"
    "|del(summa|sum)|mellansumma|välisumma|suma (częściowa|pośrednia)|mezisoučet|medzisúčet"
    "|részösszeg|ara toplam|subtotal general|промежуточный итог|подытог|проміжний підсумок"
    "|μερικό σύνολο|小計|小计|소계"
)
SUM = (
    "(grand )?totals?|sum|summe|gesamt(summe|ergebnis|betrag)?|ergebnis|endsumme|somme|suma|totale"
    "|totaal|soma|eindtotaal|totale (complessivo|generale)|summa|totalt|total(summa|sum)|hovedtotal"
    "|i alt|yhteensä|kaikki yhteensä|loppusumma|suma końcowa|razem|łącznie|ogółem"
    "|celkem|celkový součet|součet|spolu|celkový súčet|súčet|összesen|végösszeg|(genel )?toplam"
    "|(общий )?итог|итого|всего|(загальний )?підсумок|разом|всього|(γενικό )?σύνολο|общо|ukupno"
    "|合計|總計|总计|総計|合计|共计|汇总|彙總|集計|합계|총계|총합계|요약"
)
COUNT = (
    "count|anzahl|nombre|recuento|cuenta|antal|liczba|počet|darab(szám)?|количество|кол-во"
    "|кількість|件数|個数|计数|數量|개수"
)
MEAN = (
    "average|mittelwert|durchschnitt|moyenne|promedio|media|medel(värde)?|gjennomsnitt|gennemsnit"
    "|keskiarvo|średnia|průměr|priemer|átlag|ortalama|среднее|середнє|平均|평균"
)
# Those of languages that write words without spaces: `提案合計`.
UNSPACED = re.compile(
    "(?P<before>.*?)(?P<words>小計|小计|소계|合計|合计|総計|总计|總計|集計|汇总|합계)"
)
# A cell that stands for a whole row of totals: `Total`, `Grand Total (12)`, `Summe: 350`.
TOTAL = re.compile(
    rf"\s*({SUBTOTAL}|{SUM}|(grand|sub|report)?[ -]*totals?|(sous-)?total général|total general"
    r"|average)\s*([(:（：].*|[\d.,]*)",
    re.IGNORECASE,
)
