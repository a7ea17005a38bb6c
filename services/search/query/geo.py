"""Distances as the crow flies."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, as Elasticsearch has it


def distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine)."""
    up, across = radians(to_latitude - latitude), radians(to_longitude - longitude)
    part = sin(up / 2) ** 2 + cos(radians(latitude)) * cos(radians(to_latitude)) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(part))
