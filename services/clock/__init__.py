"""THE CLOCK'S DESK: due timers, what is owed to another root, outages, what settings change."""
