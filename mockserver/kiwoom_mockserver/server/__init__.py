"""The only layer that does I/O: HTTP, sockets, timers, and the machine's clock."""
