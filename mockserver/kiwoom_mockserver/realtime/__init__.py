"""One socket's protocol and who hears what; pure, without I/O or clock."""
