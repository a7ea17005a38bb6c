"""Counters of every process, at /metrics. No id, postal code or other personal label."""

from prometheus_client import Counter, Gauge, Histogram

HANDLED = Counter("hv_messages_total", "Messages settled by a consumer", ["queue", "outcome"])
PUBLISHED = Counter("hv_outbox_published_total", "Outbox rows the broker has confirmed")
UNROUTED = Counter("hv_outbox_unrouted_total", "Outbox rows the broker could not route")
CALLS = Histogram("hv_call_seconds", "Duration of calls", ["method", "outcome"])
OUTBOX_PENDING = Gauge("hv_outbox_pending", "Outbox rows not yet published")
OUTBOX_OLDEST = Gauge("hv_outbox_oldest_age_seconds", "Age of the oldest outbox row not yet published")
