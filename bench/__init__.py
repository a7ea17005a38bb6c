"""Figures of the running system, each beside a bare reference measured in the same run; `make bench`."""
