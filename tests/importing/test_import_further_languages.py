"""`import` names columns, outcomes and people of files in languages of the north and the east."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_words import is_why_lost

DEALS = (
    "select o.title, o.status, o.amount_minor, o.currency, s.name, a.name from opportunity as o"
    " join stage as s on s.id = o.stage_id left join account as a on a.id = o.account_id"
    " order by o.id"
)


@pytest.mark.parametrize(
    ("head", "proposed"),
    [
        (
            "Название сделки,Бюджет,Ответственный,Дата закрытия,Этап сделки,Компания контакта,"
            "Компания,Полное имя контакта,Причина отказа,Теги",
            {
                "title": "Название сделки",
                "amount": "Бюджет",
                "stage": "Этап сделки",
                "close_date": "Дата закрытия",
                "account": "Компания",
                "lost_reason": "Причина отказа",
                "contact": "Полное имя контакта",
                "tags": "Теги",
            },
        ),
        (
            "负责人,商机名称,客户名称,商机状态组,商机阶段,商机金额（元）,预计成交日期",
            {
                "title": "商机名称",
                "amount": "商机金额（元）",
                "stage": "商机阶段",
                "close_on": "预计成交日期",
                "account": "客户名称",
            },
        ),
        (
            "担当者,案件名,会社名,営業ステージ,確度加重見込み金額（円）,案件金額（円）,受注確度（%）,受注予定日,失注理由",
            {
                "title": "案件名",
                "amount": "案件金額（円）",
                "stage": "営業ステージ",
                "close_on": "受注予定日",
                "account": "会社名",
                "lost_reason": "失注理由",
                "probability": "受注確度（%）",
            },
        ),
        (
            "Felelős,Tárgy,Ügyfél,Szakasz,Összeg,Valószínűség (%),Zárás dátuma,Oka",
            {
                "title": "Tárgy",
                "amount": "Összeg",
                "stage": "Szakasz",
                "close_date": "Zárás dátuma",
                "account": "Ügyfél",
                "lost_reason": "Oka",
                "probability": "Valószínűség (%)",
            },
        ),
    ],
)
def test_likely_columns_are_named(head: str, proposed: dict[str, str], pipectl: Shell) -> None:
    headers = head.split(",")
    write("d.csv", head, ",".join("Kiln" if each == proposed["title"] else "" for each in headers))
    said = refused(pipectl, "d.csv")
    assert f'--map "title={proposed["title"]}", if it is that one' in said
    said = pipectl("import", "d.csv", "--dry-run", "--map", f"title={proposed['title']}").err
    # A header that says why deals were lost is read, and the others are proposed.
    read = {field: header for field, header in proposed.items() if is_why_lost(header)}
    assert all(f'"{header}" is {field}' in said for field, header in read.items())
    for field, header in proposed.items():
        assert field in ("title", *read) or f'--map "{field}={header}"\n' in said
    assert said.count("To use it: ") == len(proposed) - 1 - len(read)


def test_a_column_of_expected_days_is_never_taken_for_one_of_wins(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("title,預計成交日期,受注予定日,Expected won date,阶段", "Kiln,2026-12-15,,,需求分析"),
        *("Oven,2026-10-15,2026-10-15,2026-10-15,赢单", "Mixer,,2026-12-15,2026-12-15,无效"),
    )
    assert refused(pipectl, "d.csv").endswith(
        'd.csv: "阶段" is "赢单": 1 row (line 3). Is this deal won? If so: --won-when "阶段=赢单"\n'
        'd.csv: "阶段" is "无效": 1 row (line 4). Is this deal lost? If so: '
        '--lost-when "阶段=无效"\n'
        "pipectl: d.csv: 2 rows look won or lost, but no column says which. Nothing was imported.\n"
        '  Say which, for example: --won-when "阶段=赢单". Other answers: --won-when, '
        "--lost-when or --open-when HEADER=VALUE.\n"
    )


def test_ends_of_amo_are_asked_about_and_its_open_deals_have_no_closing_date(
    pipectl: Shell,
) -> None:
    write(
        "d.csv",
        "Название сделки,Бюджет,Дата закрытия,Этап сделки,Компания,Примечание",
        "Станки,1500000,не закрыта,Переговоры,ООО «Вектор»,Оплачено",
        "Аудит,420000,14.09.2026 12:00:00,Успешно реализовано,ПАО Мост,",
        "Аренда,610000,30.05.2026 11:00:00,Закрыто и не реализовано,ПАО Мост,",
    )
    maps = ("title=Название сделки", "amount=Бюджет", "stage=Этап сделки", "account=Компания")
    flags = [part for each in maps for part in ("--map", each)]
    said = refused(pipectl, "d.csv", *flags, "--make-stages")
    assert '"Успешно реализовано": 1 row (line 3). Is this deal won? ' in said
    assert '"Закрыто и не реализовано": 1 row (line 4). Is this deal lost or open?\n' in said
    assert "Оплачено" not in said
    flags += ["--stage-map", "Успешно реализовано=won", "--currency", "RUB"]
    flags += ["--stage-map", "Закрыто и не реализовано=lost", "--map", "closed_on=Дата закрытия"]
    brought(pipectl, "d.csv", *flags, "--make-stages")
    found = rows(pipectl, DEALS.replace("o.currency, s.name", "o.closed_on"))
    assert found == [
        ("Станки", "open", 150_000_000, None, "ООО «Вектор»"),
        ("Аудит", "won", 42_000_000, "2026-09-14", "ПАО Мост"),
        ("Аренда", "lost", 61_000_000, "2026-05-30", "ПАО Мост"),
    ]


def test_a_japanese_list_with_its_total_comes_in(pipectl: Shell) -> None:
    write(
        "d.csv",
        "案件名,会社名,営業ステージ,案件金額（円）,ステータス",
        "保守契約,ひかり,提案,1200000,進行中",
        "勤怠クラウド,東雲物流,見積,980000,受注",
        "会議システム,南海信用金庫,提案,700000,失注",
        "合計,,,2880000,",
    )
    maps = ("title=案件名", "account=会社名", "stage=営業ステージ", "amount=案件金額（円）")
    flags = [part for each in (*maps, "outcome=ステータス") for part in ("--map", each)]
    done = brought(pipectl, "d.csv", *flags, "--make-stages")
    assert "  Skipped 1 total row (line 5).\n" in done.err
    assert rows(pipectl, DEALS) == [
        ("保守契約", "open", 1_200_000, "JPY", "提案", "ひかり"),
        ("勤怠クラウド", "won", 980_000, "JPY", "見積", "東雲物流"),
        ("会議システム", "lost", 700_000, "JPY", "提案", "南海信用金庫"),
    ]


def test_several_full_names_in_a_cell_are_several_people(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("title,contact", '1,"Jane Roe, Tom Baker"', '2,"Roe, Jane"', '3,"van der Berg, Jan"'),
        *('4,"Ana Ruiz, Bo Lund, Cy O\'Orr"', "5,Li Wei", '6,"Jane Roe, 2nd floor"'),
    )
    done = brought(pipectl, "d.csv")
    assert "  contact: 2 rows (first in line 2) with several values: using the first.\n" in done.err
    assert rows(pipectl, "select name from contact order by id") == [
        *(("Jane Roe",), ("Roe, Jane",), ("van der Berg, Jan",), ("Ana Ruiz",), ("Li Wei",)),
        ("Jane Roe, 2nd floor",),
    ]
