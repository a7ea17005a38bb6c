"""Documents generated from the code; a test compares them with what is committed."""
