"""Health check of a process's container: exit code 0 if /readyz is answered with 200."""

import os
import urllib.request

urllib.request.urlopen(f"http://127.0.0.1:{os.environ['HV_HTTP_PORT']}/readyz", timeout=2)
