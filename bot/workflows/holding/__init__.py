"""Holding: what a person, or a doubt, keeps back."""
