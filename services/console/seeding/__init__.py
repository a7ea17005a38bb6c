"""An invented region with real proportions: deterministic, marked synthetic everywhere."""
