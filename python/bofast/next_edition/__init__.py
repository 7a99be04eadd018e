"""A new edition of the risk index: its rows, from what the registers have."""
