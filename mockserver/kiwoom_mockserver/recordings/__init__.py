"""Recorded sessions: the format, its one reader and writer, redaction, matching, comparing."""
