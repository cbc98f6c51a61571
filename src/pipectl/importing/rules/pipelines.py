"""Find the column of pipelines, and stages that several pipelines of a file have."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipectl.importing.rules.programs import bare
from pipectl.text import fold

# A header (as `bare` leaves it) of a column that names pipelines, in the languages of exports.
PIPELINE = re.compile(
    r"((deals?|opportunity|sales|vertriebs|verkaufs|affaire|negocio|trato|gesch[äa]fts)[-:]?)?"
    r"(pipeline|embudo|tunnel|entonnoir|trichter|funnel|funil|pijplijn)"
    r"[-:]?(name|label|title|de(ventas?|vendas?)|comercial|commercial)?"
    r"|(nom(bre)?d[eu]l?)?(pipeline|embudo|tunnel|entonnoir)"
    r"(del?(negocio|trato|las?ventas?|ventas?)|delatransaction|del'affaire|devente|desventes)?"
    r"|vertriebstrichter|verkaufstrichter|(sales|vertriebs|verkaufs|verkoop)-?pro[cz]ess?"
    r"|proces(sprzedaży|sprzedażowy|prodeje)?|lejek(sprzedaży|sprzedażowy)?|myyntiputki|salgstragt"
    r"|(deal|sales)?track|processo(divendita|commerciale)?|imbuto(divendita)?|verkooptrechter"
    r"|pipelinedi(vendita|trattative)"
    r"|воронка(продаж)?|销售流程|销售管道|パイプライン|파이프라인|satışhunisi"
)


def pipeline_counts(
    headers: Sequence[str], only: Mapping[str, Sequence[str]]
) -> dict[int, Counter[str]]:
    """Return the first column of pipelines, unless rows are chosen by it."""
    chosen = {bare(header) for header in only}
    for place, header in enumerate(headers):
        if PIPELINE.fullmatch(bare(header)):
            return {} if bare(header) in chosen else {place: Counter()}
    return {}


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
