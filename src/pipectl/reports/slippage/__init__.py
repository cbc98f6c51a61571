"""Slippage."""
