"""How likely it is that what is open is won: the method, from one's own history."""
