"""Downloads in: what people fetch from StatBank, Kommunehelsa and NAV, as registers.

A file is read as it was downloaded (`files`, `grid`, `jsonstat`), laid out as one cell
a line (`layout`), given its meaning by a mapping, which is data (`mapping`, `tables`),
turned into rows of the contract (`rows`) and put among the registers (`store`).
"""
