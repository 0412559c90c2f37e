"""Readers without an account: their cookie, voter keys, tickets and rate limits, for everything they may send."""
