"""Encodings of files that aren't UTF-8: which one reads them best, and the names they go by."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows
from pipectl.errors import UsageError
from pipectl.importing.rules.encodings import LIKELY, check_encoding, readings

TEXTS = {
    "German": "Titel;Größe;Straße\nMüller & Söhne;Übergabe;Köln\n",
    "French": "Société;Prénom;Élève\nDéjà gagné;Réunion à l'hôtel\n",
    "Swedish": "Försäljning;Företag;Återöppning\n",
    "Polish": "Wartość;Żółty;Łódź\nkońcowa;ślub\n",
    "Russian": "Название сделки;Бюджет\nПоставка станков;Вектор\n",
    "Greek": "Τίτλος;Πελάτης;Ποσό\nΑποθήκη;Ήλιος ΑΕ;100\n",
    "Turkish": "Fırsat adı;Müşteri;Değer\nDepo yönetimi;Güneş Lojistik;100\n",
    "Japanese": "案件名,会社名,金額\n基幹システム更新①,髙島印刷,100\nＰＣ入替,大谷学園,200\n",
    "Chinese": "商机名称,客户名称,备注\n年度维护合同,海河机械,客户要求分期付款\n",
    "Taiwanese": "商機名稱,客戶名稱,備註\n年度維護合約,海河機械,客戶要求分期付款\n",
    "Korean": "거래명,고객사,금액\n창고 관리 시스템,서울물류,100\n유지보수 계약,한빛교육,200\n",
}
ASCII = "title,amount\nKiln,100\n"


def best(text: str, encoding: str) -> list[str]:
    found = readings(text.encode(encoding).splitlines(keepends=True))
    return [each.encoding for each in found if each.odd == found[0].odd]


@pytest.mark.parametrize(
    ("language", "encoding", "told"),
    [
        ("German", "cp1252", ["cp1252"]),
        ("German", "mac-roman", ["mac-roman"]),
        ("French", "cp1252", ["cp1252", "cp1250"]),
        ("Swedish", "cp1252", ["cp1252", "cp1250"]),
        ("Polish", "cp1250", ["cp1250"]),
        ("Russian", "cp1251", ["cp1251"]),
        ("Greek", "cp1253", ["cp1253"]),
        ("Turkish", "cp1254", ["cp1252", "cp1250", "cp1254"]),
        ("Japanese", "cp932", ["cp932"]),
        ("Chinese", "gb18030", ["gb18030"]),
        ("Taiwanese", "cp950", ["cp950"]),
        ("Korean", "cp949", ["gb18030", "cp949", "euc-jp"]),
    ],
)
def test_the_best_readings_have_the_one_in_which_a_text_was_written(
    language: str, encoding: str, told: list[str]
) -> None:
    assert best(TEXTS[language], encoding) == told
    assert encoding in told
    assert not {*told} - {*LIKELY}


def test_a_text_of_ascii_letters_needs_no_encoding() -> None:
    assert readings(ASCII.encode().splitlines(keepends=True)) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("shift-jis", "cp932"),
        ("Shift_JIS", "cp932"),
        ("cp932", "cp932"),
        ("ms932", "cp932"),
        ("GBK", "gb18030"),
        ("cp936", "gb18030"),
        ("gb2312", "gb18030"),
        ("Big5", "cp950"),
        ("euc-kr", "cp949"),
        ("latin1", "latin-1"),
    ],
)
def test_an_encoding_is_known_by_its_other_names(typed: str, name: str) -> None:
    assert check_encoding(typed) == name


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(UsageError, match='Unknown encoding "klingon"'):
        check_encoding("klingon")


def test_a_japanese_file_of_excel_comes_in_with_the_encoding_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipectl: Shell
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d.csv").write_bytes(TEXTS["Japanese"].encode("cp932"))
    assert "import with --encoding cp932\n" in refused(pipectl, "d.csv")
    brought(pipectl, "d.csv", "--encoding", "shift-jis", "--map", "title=案件名")
    assert rows(pipectl, "select title from opportunity order by id") == [
        ("基幹システム更新①",),
        ("ＰＣ入替",),
    ]
