"""For schools: hand over a cohort, print its letters. Names stay at school."""
