"""Reference data and the pure functions over it: occupations, places, Kreise, minimum pay, certificates.

The tables, their sources, dates and licences are described in data/README.md. Nothing here writes.
"""
