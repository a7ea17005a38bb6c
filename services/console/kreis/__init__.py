"""A Kreis on one page: how many places nobody sees today, and with Heimvorteil; a simulation, said as such."""
