"""How results leave; knows no feature."""
