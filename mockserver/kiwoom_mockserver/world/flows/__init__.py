"""Who traded: investors, members, programmes, short sellers, borrowers, behind the same trades."""
