"""Imports: streaming readers, neutral records, one writer (design.md §8)."""
