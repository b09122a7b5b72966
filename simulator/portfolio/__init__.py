"""Portfolios: which councils of many should share? A template case, scaled to every pair or group and ranked."""
