"""Companies that register themselves: confirmed by mail, released by a coordinator of their region (docs/adr/0034)."""
