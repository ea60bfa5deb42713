"""Faults and overrides: rules, as data, for answers that are not what they should be."""
