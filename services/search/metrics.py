"""What search counts beside what every process does."""

from prometheus_client import Gauge, Histogram

INDEX_DRIFT = Gauge("hv_index_drift", "Documents of the index that differed from the projection last night", ["kind"])
INDEX_CHECKED = Gauge("hv_index_checked_timestamp_seconds", "When the index was last compared", ["kind"])
INDEX_LAG = Histogram(
    "hv_index_lag_seconds",
    "From an event's time until a search sees what it says",
    ["kind"],
    buckets=(0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200),
)
