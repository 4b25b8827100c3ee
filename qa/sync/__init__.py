"""Sync: what Parliament's API holds brought into the store, resumably and politely."""

from qa.sync.client import Client
from qa.sync.report import OUTCOMES, Report
from qa.sync.slices import Wanted, wanted
from qa.sync.sync import preview, synchronise
from qa.sync.transport import API_URL

__all__ = ["API_URL", "OUTCOMES", "Client", "Report", "Wanted", "preview", "synchronise", "wanted"]
