"""Answering from recorded sessions, in the manner of a mode."""
