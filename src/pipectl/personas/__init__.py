"""Personas: kinds of people that the user sells to."""
