"""What others made of what we ship or work with: known vulnerabilities (audit) and the list of it (sbom). ADR 0047."""
