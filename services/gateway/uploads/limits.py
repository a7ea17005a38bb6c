"""Bounds of an upload. Generous for a school of 20,000 leavers, small for an attacker."""

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000  # of a workbook, where a small file can describe a huge sheet
MAX_CELL_CHARS = 2_000
MAX_HEADER_CHARS = 80

MAX_ARCHIVE_ENTRIES = 500
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
# Deflate reaches about 1000 on zeros; sheets and CSV of real schools stay below 50.
MAX_RATIO = 100
RATIO_FREE_BYTES = 1024 * 1024  # an entry this small harms nobody, whatever its ratio

EXCEL_SECONDS = 30
EXCEL_MEMORY_BYTES = 768 * 1024 * 1024  # the largest allowed sheet takes 280 MB
