"""Telling people what happened: notices and mail."""
