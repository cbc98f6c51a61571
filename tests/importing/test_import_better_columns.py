"""`import` of columns that fit a field by their cells, better than others with the same header."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write

DEALS = "select title, amount_minor from opportunity order by id"
STAGES = """
    select o.title, s.name, o.probability_bp from opportunity o
    join stage s on s.id = o.stage_id order by o.id
"""


def test_the_total_of_several_months_is_the_amount(pipectl: Shell) -> None:
    write(
        "d.csv",
        "title,stage,Amount,Months,Total amount",
        *("Al,Meeting,500.00,12,6000.00", "Bo,Meeting,450.50,1,450.50", "Cy,Meeting,,1,"),
        "Di,Meeting,300,24,7200",
    )
    done = brought(pipectl, "d.csv")
    assert (
        '  "Total amount" is read as the amount: it is "Amount" x "Months" in every row. To use '
        '"Amount": --map "amount=Amount"\n'
    ) in done.err
    assert '"Total amount" may be' not in done.err
    assert '"Amount" may be' not in done.err
    assert rows(pipectl, DEALS) == [("Al", 600000), ("Bo", 45050), ("Cy", None), ("Di", 720000)]
    pipectl("undo")
    brought(pipectl, "d.csv", "--map", "amount=Amount")
    assert rows(pipectl, DEALS) == [("Al", 50000), ("Bo", 45050), ("Cy", None), ("Di", 30000)]


@pytest.mark.parametrize(
    "deals",
    [
        pytest.param(("Al,500,12,6000", "Bo,300,2,601"), id="not in every row"),
        pytest.param(("Al,500,1,500", "Bo,300,2,600"), id="in too few rows"),
        pytest.param(("Al,500,1.19,595", "Bo,300,1.19,357"), id="a tax"),
    ],
)
def test_another_total_is_only_proposed(pipectl: Shell, deals: tuple[str, ...]) -> None:
    write("d.csv", "title,Amount,Months,Total amount", *deals)
    done = brought(pipectl, "d.csv")
    assert '"Total amount" may be the amount instead of "Amount".' in done.err
    assert rows(pipectl, DEALS)[0] == ("Al", 50000)


def test_names_of_stages_are_read_instead_of_their_numbers(pipectl: Shell) -> None:
    write(
        "d.csv",
        "title,Stage,Stage name",
        *("Al,25,Meeting", "Bo,75 %,Proposal", "Cy,,Meeting"),
    )
    done = brought(pipectl, "d.csv")
    assert (
        '  "Stage name" is read as the stage: "Stage" has only numbers. To use "Stage": '
        '--map "stage=Stage"\n'
    ) in done.err
    assert '  "Stage" may be the probability. To use it: --map "probability=Stage"\n' in done.err
    assert rows(pipectl, STAGES) == [
        *(("Al", "Meeting", None), ("Bo", "Proposal", None), ("Cy", "Meeting", None))
    ]
    pipectl("undo")
    brought(pipectl, "d.csv", "--map", "probability=Stage")
    assert [percent for _, _, percent in rows(pipectl, STAGES)] == [2500, 7500, None]


def test_numbers_of_steps_are_no_probabilities(pipectl: Shell) -> None:
    write("d.csv", "title,Stage,Stage name", "Al,1,Meeting", "Bo,2,Proposal")
    done = brought(pipectl, "d.csv")
    assert '"Stage name" is read as the stage' in done.err
    assert "may be the probability" not in done.err


def test_stages_that_the_user_calls_by_number_stay_numbers(pipectl: Shell) -> None:
    write("d.csv", "title,Stage,Stage name", "Al,1,Meeting", "Bo,2,Proposal")
    assert "Unknown stages: 1 and 2.\n" in refused(pipectl, "d.csv", "--map", "stage=Stage")
    write("d.csv", "title,Stage", "Al,1", "Bo,2")
    assert "Unknown stages: 1 and 2.\n" in refused(pipectl, "d.csv")


# Proposals


def test_an_empty_column_is_proposed_after_all_others(pipectl: Shell) -> None:
    write("d.csv", "title,Budget amount,Revenue guess,stage", "Al,,900,Meeting")
    assert '"Revenue guess" may be the amount.' in brought(pipectl, "d.csv").err
    write("e.csv", "title,Budget amount,stage", "Bo,,Meeting")
    assert '"Budget amount" may be the amount.' in brought(pipectl, "e.csv").err


def test_columns_of_nearly_the_same_name_are_proposed_together(pipectl: Shell) -> None:
    write(
        "d.csv",
        "title,Projected Revenue Low,Projected Revenue High,Projected Revenue Mid,stage",
        "Al,100,200,,Meeting",
    )
    assert (
        '  "Projected Revenue Low" or "Projected Revenue High" may be the amount. To use one of '
        'them: --map "amount=Projected Revenue Low"\n'
    ) in brought(pipectl, "d.csv").err


@pytest.mark.parametrize("header", ["Nr", "No.", "Row no", "#"])
def test_a_column_that_numbers_the_rows_is_no_identifier(pipectl: Shell, header: str) -> None:
    write("d.csv", f"{header},title,stage", "1,Al,Meeting", "2,Bo,Meeting")
    assert "may be the identifier" not in brought(pipectl, "d.csv").err
    write("e.csv", f"{header},title,stage", "41,Cy,Meeting", "42,Di,Meeting")
    assert "may be the identifier" in brought(pipectl, "e.csv").err


def test_an_id_that_counts_from_one_may_be_the_identifier(pipectl: Shell) -> None:
    write("d.csv", "Ref,title,stage", "1,Al,Meeting", "2,Bo,Meeting")
    assert "may be the identifier" in brought(pipectl, "d.csv").err


# Stages


def test_numbered_stages_are_added_by_their_numbers(pipectl: Shell) -> None:
    write(
        "d.csv",
        "title,stage,probability",
        *("Al,3-Propose,60", "Bo,2-Develop,40", "Cy,1-Qualify,10", "Di,1-Qualify,20"),
        *("Ed,3-Propose,70", "Flo,10 - Close,90"),
    )
    done = brought(pipectl, "d.csv", "--make-stages")
    assert "Discovery 10 %, Meeting 30 %, 1-Qualify 0 %, 2-Develop 40 %, 3-Propose 0 %" in done.err
    assert (
        "  1-Qualify and 3-Propose have 0 %: no probability is that of most open deals there. "
        "Each deal keeps its own.\n"
    ) in done.err


@pytest.mark.parametrize("last", ["Close", "2 - Close"])
def test_stages_are_ordered_by_number_only_if_each_has_its_own(pipectl: Shell, last: str) -> None:
    write("d.csv", "title,stage", "Al,2-Develop", "Bo,1-Qualify", f"Cy,{last}")
    done = brought(pipectl, "d.csv", "--make-stages")
    assert f"in the order of the file: 2-Develop 0 %, 1-Qualify 0 %, {last} 0 %." in done.err
