"""How often one may get in touch about a deal before it should rest."""
