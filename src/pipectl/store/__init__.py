"""Where the data lives: tables, sessions, the journal, migrations."""
