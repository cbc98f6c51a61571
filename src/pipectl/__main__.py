"""`python -m pipectl`, and the installed command."""

import os


def start() -> None:
    """Run; Ctrl-C while the program is still being loaded ends it as quietly as later."""
    try:
        from pipectl.cli.main import main

        main()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    start()
