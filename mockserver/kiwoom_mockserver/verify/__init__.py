"""The judge: what a server answers, held against the contracts.

It knows the contracts and nothing of the fake, so that the fake is judged like anybody else.
"""
