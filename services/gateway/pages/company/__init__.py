"""For companies: post, preview, publish, manage."""
