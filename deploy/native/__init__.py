"""The real servers and the project's processes on a machine without a container engine.

Only the standard library is used, because this runs before the project's environment exists:
`python3 -m deploy.native up|down|status|env|clean [--instance NAME]`.
"""
