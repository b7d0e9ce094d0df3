"""THE TRADE: the declared machines and the pure facts of the agreement."""
