"""The two indices: what is in them, how German is analysed, making them, writing to them."""
