"""How the demo's seller follows up: a sequence for leads, and an experiment."""

import shlex
from collections.abc import Iterator

from pipectl.demo.actions import DemoOperation
from pipectl.demo.rules import scenario
from pipectl.experiments import actions as experiments
from pipectl.sequences.actions import definitions
from pipectl.sequences.rules import parse_step
from pipectl.store.rows import Stage
from pipectl.store.unit import Unit


def following_up() -> Iterator[DemoOperation]:
    """What was set up to follow up; which deals are in it is in their stories."""
    words = ["sequence", "add", scenario.SEQUENCE]
    words += [word for step in scenario.STEPS for word in ("--step", step)]
    yield DemoOperation(scenario.SEQUENCE_ON, words, add_sequence)
    command = f"experiment start {scenario.EXPERIMENT} --stage {scenario.EXPERIMENT_IN}"
    words = shlex.split(f"{command} --arms {','.join(scenario.ARMS)}")
    yield DemoOperation(scenario.EXPERIMENT_ON, words, start_experiment)


def add_sequence(unit: Unit) -> None:
    """Add the sequence."""
    definitions.add(unit, scenario.SEQUENCE, [parse_step(each) for each in scenario.STEPS])


def start_experiment(unit: Unit) -> None:
    """Start the experiment."""
    stage = unit.find(Stage, name=scenario.EXPERIMENT_IN)
    assert stage is not None
    experiments.start(
        unit, scenario.EXPERIMENT, stage.id, scenario.ARMS, "advance", alternate=False
    )
