"""Make the process cooperative. Imported first, before anything that opens a socket.

psycopg's C wait loop blocks a whole eventlet process (three pg_sleep(0.5) in parallel took 1.56 s instead of
0.52 s); its pure Python loop on select does not. The switch is undocumented: an integration test holds it.
"""

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"

import eventlet

eventlet.monkey_patch()
