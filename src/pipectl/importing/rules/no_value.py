"""Recognize cells that say that there is no value: `--None--`, `n/a`, `Nicht zugewiesen`."""

import re

from pipectl.text import fold


def _phrases(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in text.replace("\n", ",").split(",") if each.strip())


# What says in several languages that something doesn't apply or isn't known, or isn't there.
_NOTHING = _phrases("""
    n/a, n.a., n. a., none, null, undefined, no value, not set, not specified
    not available, not applicable, unassigned, not assigned, no owner
    k.a., k. a., kein, keine, keiner, keines, ohne, ohne angabe, keine angabe, keine angaben
    kein wert, nicht angegeben, nicht gesetzt, nicht festgelegt, nicht verfügbar, kein eintrag
    nicht zugewiesen, nicht zugeordnet, kein besitzer, kein inhaber, ohne zuweisung
    n/d, n.d., n.c., aucun, aucune, néant, aucune valeur, non renseigné, non défini
    non spécifié, non précisé, non disponible, sans objet, non assigné, non attribué
    aucun propriétaire, sans propriétaire
    s/d, ninguno, ninguna, sin valor, sin especificar, no especificado, no disponible, sin datos
    no aplica, sin asignar, no asignado, sin propietario
    nessuno, nessuna, nessun valore, non specificato, non impostato, non disponibile
    non assegnato, nessun proprietario
    nenhum, nenhuma, sem valor, não informado, não definido, não especificado, não disponível
    não atribuído, sem responsável, sem proprietário
    n.v.t., geen, geen waarde, niet ingevuld, niet beschikbaar, niet opgegeven
    niet toegewezen, geen eigenaar
    brak, brak danych, nie dotyczy, nie podano, nieprzypisany, nieprzypisane, brak właściciela
    ingen, inget, inte angivet, ej angivet, ikke angivet, ikke angitt, ej tilldelad, ikke tildelt
    ei mitään, ei määritetty, žádný, žádná, žádné, nezadáno, nepřiřazeno, nincs, nincs megadva
    yok, нет, не указано, не указан, не назначен, なし, 未設定, 未割り当て, 无, 未设置, 未分配, 없음
""")
# Words that may be names, too: only within marks, as in `(Leer)`, or in figures and dates.
_EMPTY = _phrases("""
    blank, empty, leer, vide, vacío, vuoto, vazio, leeg, puste, pusty, tom, tomt, tyhjä
    prázdné, üres, boş, пусто, 空, 空白, na, nd, nc, nil, unset
""")
_MARKS = "-\u2010-\u2015\u2212"
_DASH = re.compile(f"[{_MARKS}]{{1,3}}")
_EMPTY_LIST = re.compile(r"[\[\](){}<>\"'\s]{2,}")
_WITHIN_MARKS = re.compile(rf"[{_MARKS}\[({{<*]+(?P<text>.*[^\W_].*?)[{_MARKS}\])}}>*]+")
_ENDING = re.compile(r"(?<=[^\W_]{3})(\(-?[a-zà-ÿ]{1,2}\)|[/·]-?[a-zà-ÿ]{1,2})$")  # `Kein(e)`
_LONGEST = 30  # characters of a cell that says nothing
_OF_PROGRAMS = frozenset(("null", "NULL", "nan", "NaN"))  # `Nan` and `Null` may be names
EXTRA = "extra"  # the kind of cells of columns that become custom fields
# Kinds of cells in which a word such as `None` is kept.
_FREE = frozenset(("line", "note", "outcome", EXTRA))
_FIGURES = frozenset(
    ("money", "cents", "percent", "share", "date", "duration", "period", "flag", "currency")
)


def says_nothing(text: str, kind: str) -> bool:
    """Return whether a cell of a field of that kind says that there is no value.

    So do a dash, an empty list (`[]`) and such a word within marks (`--None--`, `(Leer)`) in every
    cell. A word alone doesn't in free text, nor in a column of outcomes; `null` doesn't in a title.
    """
    if len(text) > _LONGEST:
        return False
    if _DASH.fullmatch(text) or _EMPTY_LIST.fullmatch(text):
        return True
    if text in _OF_PROGRAMS:
        return kind != "line"
    if found := _WITHIN_MARKS.fullmatch(text):
        return _is_one(found["text"], _NOTHING) or _is_one(found["text"], _EMPTY)
    if kind in _FREE:
        return False
    return _is_one(text, _NOTHING) or (kind in _FIGURES and _is_one(text, _EMPTY))


def _is_one(text: str, phrases: frozenset[str]) -> bool:
    folded = " ".join(fold(text).split())
    return folded in phrases or _ENDING.sub("", folded) in phrases
