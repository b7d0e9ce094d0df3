"""THE CLOCK: it asks what is due and decides nothing."""
