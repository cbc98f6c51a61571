"""A page in Chromium: opened at a width, light or dark, measured, printed, photographed.

It is spoken to through a pipe, in its DevTools protocol: JSON, with a zero byte after each message.
"""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for path in map(shutil.which, NAMES) if path), None)
ALONE = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
# Chromium reads orders from the file descriptor 3, and answers to 4.
BECOME = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """A tab of a browser that runs."""

    def __init__(self, orders: int, answers: int) -> None:
        self.orders, self.answers = orders, os.fdopen(answers, "rb")
        self.count, self.session = 0, ""
        self.rest = b""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers to a call."""
        self.count += 1
        call = {"id": self.count, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        os.write(self.orders, json.dumps(call).encode() + b"\0")
        while (told := self.message()).get("id") != self.count:
            pass
        assert "error" not in told, told
        answer: dict[str, Any] = told["result"]
        return answer

    def message(self) -> dict[str, Any]:
        """The next message."""
        while b"\0" not in self.rest:
            more = os.read(self.answers.fileno(), 1 << 20)
            assert more, "the browser has ended"
            self.rest += more
        first, _, self.rest = self.rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def open(self, file: Path) -> None:
        """Open a file and wait until it has been read."""
        self.ask("Page.enable")
        self.ask("Page.navigate", url=file.resolve().as_uri())
        while self.message().get("method") != "Page.loadEventFired":
            pass

    def show(self, width: int, *, media: str = "screen", scheme: str = "light") -> None:
        """Show the page at that width: on a screen or as it is printed, light or dark."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=844,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=media, features=features)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression comes to on the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def pdf(self) -> bytes:
        """The page as it is printed, on the paper that it asks for."""
        self.ask("Emulation.clearDeviceMetricsOverride")
        self.ask("Emulation.setEmulatedMedia", media="", features=[])
        return b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser of its own, with its files in that folder."""
    assert FOUND is not None
    orders, answers = os.pipe(), os.pipe()
    line = [FOUND, *ALONE, f"--user-data-dir={folder}"]
    with subprocess.Popen(
        [sys.executable, "-c", BECOME, str(orders[0]), str(answers[1]), *line],
        pass_fds=(orders[0], answers[1]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        os.close(orders[0])
        os.close(answers[1])
        try:
            yield Browser(orders[1], answers[0])
        finally:
            running.kill()
            os.close(orders[1])
