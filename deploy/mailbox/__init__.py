"""A real SMTP server that sends nothing on: it keeps mails in memory and shows them, for the demo and for tests.

`python -m deploy.mailbox` listens at HV_MAILBOX_HOST (127.0.0.1), HV_MAILBOX_SMTP_PORT and HV_HTTP_PORT.
"""
