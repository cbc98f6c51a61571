"""The opportunities as they stand, and what follows from a change of one."""
