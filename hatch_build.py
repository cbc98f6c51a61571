"""What is made when the package is built: the man page, completions, and the page on an index."""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# What is printed into which file, by which arguments of this Python.
MADE = {
    "share/man/man1/pipectl.1": ("-m", "pipectl.app.man_page"),
    "share/bash-completion/completions/pipectl": ("-m", "pipectl", "--show-completion", "bash"),
    "share/zsh/site-functions/_pipectl": ("-m", "pipectl", "--show-completion", "zsh"),
    "share/fish/vendor_completions.d/pipectl.fish": ("-m", "pipectl", "--show-completion", "fish"),
}

WHERE = "The files that this page names are in the source distribution."
LOCAL = r"(?![a-z][a-z0-9+.-]*:|#|//)"  # no scheme, no anchor: a file beside the page
CODE = r"(?P<code>^```.*?^```[^\n]*$|`[^`\n]+`)"
PICTURE = (
    r"(?P<picture>(?:<picture>.*?</picture>"
    rf"|!\[[^\]]*\]\({LOCAL}[^)]*\)|<img[^>]*src=\"{LOCAL}[^>]*>)\n*)"
)
LINK = rf"\[(?P<text>[^\]]+)\]\({LOCAL}(?P<target>[^)\s]+)\)"
PARTS = re.compile(f"{CODE}|{PICTURE}|{LINK}", re.DOTALL | re.MULTILINE)
LEFT = re.compile(
    rf"{CODE}|(?P<link>\]\(\s*{LOCAL}|^\[[^\]]+\]:\s*{LOCAL}|(?:src|href)=\"{LOCAL})",
    re.DOTALL | re.MULTILINE,
)


class Share(BuildHookInterface[BuilderConfig]):
    """Put the man page and the completions into the wheel's share folder."""

    def dependencies(self) -> list[str]:
        """Return what the command tree is built of."""
        return [each for each in self.metadata.core.dependencies if each.startswith("typer")]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files; an editable installation has none."""
        if self.target_name != "wheel" or version == "editable":
            return
        self.folder = TemporaryDirectory()
        for number, (place, arguments) in enumerate(MADE.items()):
            file = Path(self.folder.name, str(number))
            file.write_bytes(printed(Path(self.root), arguments))
            build_data["shared_data"][str(file)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what the wheel has a copy of."""
        if hasattr(self, "folder"):
            self.folder.cleanup()


class Description(MetadataHookInterface):
    """Give an index the README without the links that lead nowhere there."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        text = described(Path(self.root, "README.md").read_text("utf-8"))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def printed(root: Path, arguments: tuple[str, ...]) -> bytes:
    """Return what this source prints for those arguments, whatever the user's settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIPECTL")}
    environment |= {"PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    with TemporaryDirectory() as home:
        environment |= {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        line = [sys.executable, *arguments]
        return subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE).stdout


def described(page: str) -> str:
    """Return a page whose pictures and links to files beside it are left out or plain text.

    Raises ValueError for such a link in a form that isn't known here.
    """
    plain = PARTS.sub(followed, page)
    for found in LEFT.finditer(plain):
        if found["link"]:
            line = plain[found.start() :].partition("\n")[0]
            raise ValueError(f"README.md has a link that an index can't follow: {line}")
    return plain if plain == page else f"{plain.rstrip()}\n\n{WHERE}\n"


def followed(part: re.Match[str]) -> str:
    """Return code as it is, nothing for a picture, a link's text with its target."""
    if part["code"]:
        return part["code"]
    if part["picture"]:
        return ""
    same = part["text"].strip("`") == part["target"]
    return part["text"] if same else f"{part['text']} ({part['target']})"
