"""Rules of stages, their templates, criteria, reasons and pick lists."""
