"""A store on a PostgreSQL server: what differs there from a file."""
