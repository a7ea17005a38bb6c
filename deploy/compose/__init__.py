"""docker-compose.yml: its secrets, its health probe, and the test that runs it for real.

`python3 -m deploy.compose env|test`, standard library only.
"""
