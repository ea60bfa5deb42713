"""Bytes and texts as the real servers send them; no state, no I/O."""
