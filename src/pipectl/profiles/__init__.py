"""What is known about a contact or an account."""
