"""The compiled heart of matching: plain functions over arrays, which know no database, no event and no person.

Numba is imported in here alone (tests/architecture). Whatever takes longer than milliseconds runs in a process
of its own (`python -m services.matching`), never in an event loop.
"""
