"""Whole runs of small cases."""
