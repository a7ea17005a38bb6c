"""For coordinators of a region: what nobody sees."""
