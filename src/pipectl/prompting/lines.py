"""Read a line that is typed at a terminal, hearing Ctrl-C at any instant."""

import os
import select
import signal
import sys


def typed_line() -> bytes:
    """Return the next line with its end, or what came before the end of the input."""
    if os.name != "posix":
        return sys.stdin.buffer.readline()
    # Ctrl-C between Python's last look for signals and the read itself would be heard only after
    # the line. So wait for the line and for signals at once; byte by byte, as a buffer may contain
    # lines for which nothing would wake us.
    keyboard = sys.stdin.fileno()
    struck, striking = os.pipe()
    os.set_blocking(striking, False)
    before = signal.set_wakeup_fd(striking, warn_on_full_buffer=False)
    line = bytearray()
    try:
        while not line.endswith(b"\n"):
            if keyboard in select.select([keyboard, struck], [], [])[0]:
                if not (byte := os.read(keyboard, 1)):
                    break
                line += byte
            else:
                os.read(struck, 1)  # a signal: its handler has run by now, and didn't raise
    finally:
        signal.set_wakeup_fd(before)
        os.close(struck)
        os.close(striking)
    return bytes(line)
