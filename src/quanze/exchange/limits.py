"""How much a file may hold before it is refused: far above any published list, far below what exhausts a server."""

FILE_BYTES = 50 * 1024 * 1024
UNPACKED_BYTES = 300 * 1024 * 1024
UNPACKED_RATIO = 200
"""Unpacked to packed size; only looked at above UNPACKED_RATIO_FLOOR, small files may well be that repetitive."""
UNPACKED_RATIO_FLOOR = 20 * 1024 * 1024
ARCHIVE_PARTS = 5_000
SHEETS = 300
CELLS = 2_000_000
MERGED_CELLS = 2_000_000
CELL_CHARACTERS = 100_000
WEB_BYTES = 10 * 1024 * 1024
WEB_CELLS = 1_000_000
TEXT_SHOWN = 30
"""How much of a cell a message quotes."""
