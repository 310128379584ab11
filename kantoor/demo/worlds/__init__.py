"""Large worlds to measure with and to look around in: seeded, skewed as life is, written in bulk.

`ground` says who and what exists, `pairs` who belongs where, `papers` what there is to read; `making` writes it all.
"""
