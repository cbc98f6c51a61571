"""The command line: parse, ask or act, render."""
