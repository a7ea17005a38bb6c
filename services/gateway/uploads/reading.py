"""A school's file → allow-listed rows, in memory, from bytes to verdicts."""

from collections.abc import Mapping

from services.gateway.uploads.columns import assign
from services.gateway.uploads.decode import decoded
from services.gateway.uploads.excel import xls_table, xlsx_table
from services.gateway.uploads.keys import KeyMaker
from services.gateway.uploads.kinds import Kind, kind_of
from services.gateway.uploads.limits import MAX_FILE_BYTES
from services.gateway.uploads.model import Table, Upload
from services.gateway.uploads.oneroster import oneroster_table
from services.gateway.uploads.refused import refused
from services.gateway.uploads.rows import RowReader
from services.gateway.uploads.tables import table_width, text_table


def read_upload(
    content: bytes,
    filename: str,
    *,
    key: bytes,
    season: str,
    mapping: Mapping[str, str] | None = None,
) -> Upload:
    """Read a file of school leavers; names and all foreign columns end here.

    `key` is the secret of the school, `season` the year ("2027"); both feed the keyed hash that becomes the
    row key where the file has none. `mapping` is header, or position from "1", → a word of MEANINGS.
    Raises UploadRefused for a file that is not read at all, nothing else, whatever the bytes.
    """
    if not content:
        raise refused("file_empty")
    if len(content) > MAX_FILE_BYTES:
        raise refused("file_too_large", limit=MAX_FILE_BYTES // 1024 // 1024)
    table = _table(kind_of(content, filename), content, filename, mapping or {})
    columns = assign(table.header, table_width(table), mapping or {})
    reader = RowReader(columns, KeyMaker(key, season))
    excluded = table.excluded
    rows = tuple(
        reader.excluded(record, excluded[record[0]]) if record[0] in excluded else reader.read(record)
        for record in table.records
    )
    dropped = (*(column.column for column in columns if column.dropped), *table.unread)
    return Upload(table.format, table.encoding, table.delimiter, columns, dropped, rows, table.ignored_sheets)


def _table(kind: Kind, content: bytes, filename: str, mapping: Mapping[str, str]) -> Table:
    if kind == "xlsx":
        return xlsx_table(content, mapping)
    if kind == "xls":
        return xls_table(content, mapping)
    if kind == "zip":
        return oneroster_table(content)
    text, encoding = decoded(content)
    return text_table(text, encoding, filename, mapping)
