"""`python -m pipectl`, and the installed command."""

import _signal  # type: ignore[import-not-found]  # loaded by Python itself; `signal` isn't
import gc
import os

# Nothing that a short process makes, its modules least of all, is worth looking for garbage in.
gc.disable()


def start() -> None:
    """Run pipectl; Ctrl-C is quiet also while the program loads or ends.

    In the middle of an import an exception may fall where Python prints it and goes on. So from
    the first line on, before anything is imported, Ctrl-C is no exception: it ends the program.
    """
    try:
        is_heard = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
        if is_heard:
            _signal.signal(_signal.SIGINT, lambda *_: os._exit(130))
        from pipectl import interrupts

        with interrupts.quiet_at_the_edges(is_heard=is_heard) as begin:
            from pipectl.app.main import main

            begin()
            main()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    start()
