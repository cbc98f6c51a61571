"""How each number looks: a module a number."""
