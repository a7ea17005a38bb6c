"""Health check of a process's container: exit code 0 if /readyz says that nothing is missing, the broker included."""

import json
import os
import sys
import urllib.request

with urllib.request.urlopen(f"http://127.0.0.1:{os.environ['HV_HTTP_PORT']}/readyz", timeout=2) as answer:
    sys.exit(0 if all(json.load(answer).values()) else 1)
