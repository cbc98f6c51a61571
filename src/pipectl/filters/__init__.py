"""The language of `--where`: conditions on deals."""
