"""THE DESK: one file per verb of the office, one transaction per call."""
