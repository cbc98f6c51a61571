"""Find stages that several pipelines of a file have."""

from pipectl.text import fold


class PipelineStages:
    """Collects which pipelines have a stage of a name."""

    def __init__(self) -> None:
        self._pipelines: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}

    def note(self, pipeline: str, stage: str | None) -> None:
        """Note the stage of a row in a pipeline."""
        if stage is not None and pipeline:
            self._names.setdefault(fold(stage), stage)
            self._pipelines.setdefault(fold(stage), set()).add(fold(pipeline))

    def shared(self) -> list[str]:
        """Return the stages that more than one pipeline has."""
        return [self._names[name] for name, found in self._pipelines.items() if len(found) > 1]
