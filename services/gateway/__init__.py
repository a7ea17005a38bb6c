"""The edge: pages, JSON API and the reading of uploads. FastAPI on uvicorn, not eventlet."""
