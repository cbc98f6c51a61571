"""The steps of the pipeline, their criteria, pick lists, reasons and templates."""
