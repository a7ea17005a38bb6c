"""For school leavers, without an account: search, discovery, interests, matches."""
