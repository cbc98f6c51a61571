"""What campaigns and sources brought, and what they cost."""
