"""Dead letters as an operator sees them."""
