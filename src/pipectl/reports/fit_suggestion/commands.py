"""`icp suggest`."""

from pipectl.cli.options import Context
from pipectl.reports.report import ReportOptions, show_report, with_report_options


@with_report_options("all time")
def suggest(ctx: Context, options: ReportOptions) -> None:
    """Suggest criteria: which values were won more often.

    Compares the win rates by your own fields, sources, campaigns and tags. Sets
    no criterion.

    \b
    Examples:
      pipectl icp suggest
      pipectl icp suggest --explain
    """
    show_report(ctx, "fit_suggestion", options)
