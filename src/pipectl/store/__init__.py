"""Read, write and back up the store's file."""
