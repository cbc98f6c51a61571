"""Random walks through commands that write: a server holds at each end what a file does."""

from random import Random

import pytest

from both_engines import same, same_rows
from conftest import Shell
from long_cases import one_in
from pipectl.server_address import ServerStore
from servers import copied, on_server

LENGTH = 60  # commands of a walk
CHOICES = {
    "deal": ["1", "3", "7", "12", "20", "31", "45", "46", "47", "999"],
    "name": ["Acme", "acme", "Bēta & Co", "Zürich", "'O'\"'\"'Hara'", "%", "日本", "x_y"],
    "word": ["Call", "'Send it'", "Größe", "'50 % off'"],
    "amount": ["12k", "0.01", "'EUR 900'", "999999999", "0"],
    "due": ["+3d", "fri", "eom", "2026-12-01"],
    "past": ["yesterday", "2026-11-02", "2026-10-15"],
    "stage": ["discovery", "proposal", "meeting", "negotiation", "1", "Piloting"],
    "activity": ["1", "5", "30"],
}
LINES = """
add {name} {amount} --account {name} --tag {name} --next {word} --due {due}
add {word} --stage {stage} --on {past} --source {name}
add {name} --account {name} --contact {name} --key {word}
edit {deal} --amount {amount} --close {due}
edit {deal} --account {name} --contact {name} --tag {name} --title {name}
edit {deal} --created {past}
edit {deal} --note {word} --source {name} --owner {name}
move {deal} {stage} --buying yes --why {word} --next {word} --due {due}
move {deal} --buying no --reason {word} --on {past}
win {deal} --amount {amount} --next {word} --due {due}
win {deal} --renews 12m
lose {deal} --reason {word} --revisit eoy --on {past}
reopen {deal}
delete {deal} --yes
next {deal} {word} --due {due}
done {deal} --then {word} --due {due}
log call {deal} --on {past}
log meeting {deal} {word} --count 3
activity edit {activity} --on {past} --opp {deal}
activity delete {activity}
stage add Piloting --probability 50 --after {stage}
stage edit {stage} --probability 33
stage remove {stage} --to {stage}
stage criteria add {stage} {word} --required
reason add {word} --for lost
quota set {amount} --period 2026-Q4
goal set call 12 --per week
priority set {word}
account add {name} --note {word}
account edit {name} --name {name}
account merge {name} {name} --yes
contact add {name} --account {name} --title {word}
contact edit {name} --email jo@x.example
contact merge {name} {name} --yes
contact role {name} {deal} champion
field add Size --on deal --type number
edit {deal} --set Size=12
field remove Size --yes
sequence start cold {deal}
sequence stop {deal}
rate set EUR 1.1 --on {past}
segment add big --where 'amount>10k'
segment remove big
campaign add {name} --cost 500
experiment start Try --stage {stage} --arms plain,video
what-if --win {deal}
config set owner Ann
config set owner Bob
assign {deal} Bob --why {word}
assign {deal} Ann
config set fiscal_year_start 4
undo
undo
undo
redo
redo
"""
STEPS = LINES.strip().splitlines()
EVERYTHING = ("export", "--what", "all")


def walk(shell: Shell, place: ServerStore, seed: str, length: int) -> None:
    """Run the same commands on both, and compare what they say, the rows and the export."""
    drawn = Random(seed)
    for number in range(length):
        line = drawn.choice(STEPS)
        for what, values in CHOICES.items():
            while f"{{{what}}}" in line:
                line = line.replace(f"{{{what}}}", drawn.choice(values), 1)
        same(shell, place, line, are_rows=number % 10 == 9)
    same_rows(shell, place, "in the end")
    assert on_server(shell, place, *EVERYTHING) == shell(*EVERYTHING)


@pytest.mark.parametrize("seed", one_in(17, [str(number) for number in range(17)]))
def test_a_walk_leaves_the_same_on_both(demo: Shell, seed: str) -> None:
    walk(demo, copied(demo.store), seed, LENGTH)


@pytest.mark.long
def test_after_a_thousand_commands_a_store_comes_back_the_same(demo: Shell) -> None:
    place = copied(demo.store)
    walk(demo, place, "a thousand", 1_000)
    on_server(demo, place, "move-store", "--to", demo.home / "back.db")
    assert demo("--db", demo.home / "back.db", *EVERYTHING) == demo(*EVERYTHING)
    assert demo("--db", demo.home / "back.db", "history").out == demo("history").out
