"""Runs of sequences: a deal is at a step, which is its next action."""
