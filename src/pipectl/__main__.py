"""`python -m pipectl`."""

from pipectl.cli.main import main

main()
