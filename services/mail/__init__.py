"""THE POST'S DESK: messages rendered, kept, signed, released, handed over; what became of each."""
