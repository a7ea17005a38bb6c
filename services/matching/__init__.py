"""Which apprenticeships fit which school leaver, and why: features of both sides, fit, choice, reasons."""
