"""Measurements against nbgrader's own autograde: never part of the tests, never asserted."""
