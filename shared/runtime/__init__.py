"""The process: settings, logs, database, calls over HTTP, health, and the runner of nameko services."""
