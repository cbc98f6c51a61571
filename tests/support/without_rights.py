"""Commands of a user without rights."""

import os

from conftest import Done, Shell

NOBODY = 65534


def as_nobody(shell: Shell, *words: str) -> Done:
    """Run a command line in a child without rights."""
    said, answer = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            done = shell.outcome(*words)
            os.write(answer, f"{done.code}\0{done.out}\0{done.err}".encode())
        except BaseException as error:
            os.write(answer, f"1\0\0{error!r}".encode())
        finally:
            os._exit(0)
    os.close(answer)
    with os.fdopen(said, encoding="utf-8", newline="") as pipe:
        code, out, err = pipe.read().split("\0")
    os.waitpid(child, 0)
    return Done(int(code), out, err)
