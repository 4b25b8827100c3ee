"""Sync: keep the store up to date with Parliament's API, resumably and within its limits."""

from qa.archive.sync.client import ApiClient
from qa.archive.sync.plan import plan_sync
from qa.archive.sync.sync import preview, synchronise
from qa.archive.sync.transport import API_URL

__all__ = ["API_URL", "ApiClient", "plan_sync", "preview", "synchronise"]
