"""Cohorts of schools: import runs, leavers' pseudonymous profiles, erasure."""
