"""Words of an account: its cash, holdings, orders, fills, and what became of them."""
