"""`icp suggest`."""

from pipectl.cli.options import Context
from pipectl.reports.report import ReportOptions, show_report, with_report_options


@with_report_options("all time")
def suggest(ctx: Context, options: ReportOptions) -> None:
    """Suggest criteria, based on what you win more often.

    Compares win rates by custom field, source, campaign and tag. Doesn't set
    any criteria.

    \b
    Examples:
      pipectl icp suggest
      pipectl icp suggest --explain
    """
    show_report(ctx, "fit_suggestion", options)
