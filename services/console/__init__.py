"""The operator's command line: `heimvorteil …`."""
