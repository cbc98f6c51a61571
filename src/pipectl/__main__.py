"""`python -m pipectl`, and the installed command."""

import gc
import os

# Nothing that a short process makes, its modules least of all, is worth looking for garbage in.
gc.disable()


def start() -> None:
    """Run; Ctrl-C while the program is being loaded, or already ends, is as quiet as in between."""
    try:
        from pipectl import interrupts

        with interrupts.quiet_at_the_edges() as begin:
            from pipectl.app.main import main

            begin()
            main()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    start()
