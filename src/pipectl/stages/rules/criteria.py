"""Exit criteria of stages."""

from pipectl.named_tuple import NamedTuple


class RequiredCriterion(NamedTuple):
    """A criterion of the stage with that id."""

    id: int
    stage_id: int
    text: str
    required: bool
