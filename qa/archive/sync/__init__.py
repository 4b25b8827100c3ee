"""Sync: what Parliament's API holds brought into the store, resumably and politely."""

from qa.archive.sync.client import Client
from qa.archive.sync.plan import Wanted, wanted
from qa.archive.sync.report import OUTCOMES, Report
from qa.archive.sync.sync import preview, synchronise
from qa.archive.sync.transport import API_URL

__all__ = ["API_URL", "OUTCOMES", "Client", "Report", "Wanted", "preview", "synchronise", "wanted"]
