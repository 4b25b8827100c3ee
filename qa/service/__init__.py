"""The service: what page, API, command line and evaluation call."""
