"""Benchmarks of the passage and of the clock against the same rows written by the bare driver."""
