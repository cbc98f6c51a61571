"""The names of months and weekdays in the languages in which other programs export dates."""

import unicodedata

# One line a month; accents are left out, as `folded` does. A name is the same month in all of them.
_MONTHS = """
january jan januar janner january januari janvier janv enero ene gennaio gen janeiro styczen
    stycznia sty leden ledna led tammikuuta tammikuu ocak ianuarie
february feb februar feber februari fevrier fevr fev febrero febbraio fevereiro luty lutego lut
    unor unora helmikuuta helmikuu subat februarie
march mar marz maerz maart mrt mars marzo marco marzec marca brezen brezna bre maaliskuuta
    maaliskuu mart martie
april apr avril avr abril abr aprile kwiecien kwietnia kwi duben dubna dub huhtikuuta huhtikuu
    nisan aprilie
may mai mei maj mayo maggio mag maio maja kveten kvetna toukokuuta toukokuu mayis
june jun juni juin junio giugno giu junho czerwiec czerwca cze cerven cervna kesakuuta kesakuu
    haziran iunie
july jul juli juillet juil julio luglio lug julho lipiec lipca lip cervenec cervence heinakuuta
    heinakuu temmuz iulie
august aug aout agosto ago augustus augusti sierpien sierpnia sie srpen srpna elokuuta elokuu
    agustos
september sep sept septembre septiembre setembre setiembre settembre set setembro wrzesien
    wrzesnia wrz zari syyskuuta syyskuu eylul septembrie
october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz rijen
    rijna lokakuuta lokakuu ekim octombrie
november nov novembre noviembre novembro listopad listopadu listopada lis marraskuuta marraskuu
    kasim noiembrie
december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru prosinec
    prosince joulukuuta joulukuu aralik decembrie desember des
"""
_WEEKDAYS = """
mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag
lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche
lunes martes mie miercoles jue jueves vie viernes sab sabado dom domingo
lunedi martedi mercoledi gio giovedi venerdi sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma woe wo vr za zo
seg segunda segunda-feira ter terca terca-feira qua quarta quarta-feira qui quinta quinta-feira
sex sexta sexta-feira
"""


def _by_name() -> dict[str, int]:
    found: dict[str, int] = {}
    number = 0
    for line in _MONTHS.strip().splitlines():
        number += not line.startswith(" ")
        found |= dict.fromkeys(line.split(), number)
    return found


MONTHS = _by_name()
WEEKDAYS = frozenset(_WEEKDAYS.split())


def folded(text: str) -> str:
    """Lower case without accents: `Février` is `fevrier`."""
    plain = text.casefold().replace("ł", "l").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
