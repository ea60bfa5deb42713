"""The market and everyone's state in it: pure, without I/O, JSON or the wire's names."""
