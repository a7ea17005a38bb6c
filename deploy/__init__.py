"""Everything that brings the project onto a machine."""
