"""Hooks, installed."""

from pathlib import Path

from conftest import Shell

TELLS = '#!/bin/sh\n{ echo "$PIPECTL_HOOK|$PIPECTL_DB|$(tr -d "\\n")"; } >> "$HOME/told"\n'


def hook(shell: Shell, name: str, text: str = TELLS) -> Path:
    """Install a hook."""
    folder = shell.home / ".config" / "pipectl" / "hooks"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    path.write_text(text)
    path.chmod(0o700)
    return path
