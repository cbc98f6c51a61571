"""How a question is put; knows no question of ours."""
