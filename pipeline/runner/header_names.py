"""Messages whose header names are not UTF-8, which librdkafka sends and aiokafka 0.14 cannot read: it raises
UnicodeDecodeError out of every poll, and one such message would hold its partition for ever.
"""

import structlog
from aiokafka.consumer import fetcher
from aiokafka.record import memory_records
from aiokafka.record.default_records import _DefaultRecordBatchPy

log = structlog.stdlib.get_logger(__name__)


class _Bytes(bytearray):
    """Names are slices of it, decoded."""

    def __getitem__(self, key):  # type: ignore[no-untyped-def]
        found = super().__getitem__(key)
        return _Bytes(found) if isinstance(key, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:  # noqa: ARG002
        return super().decode(encoding, "backslashreplace")


class _Batch(_DefaultRecordBatchPy):  # type: ignore[misc]
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        if not isinstance(self._buffer, _Bytes):
            self._buffer = _Bytes(self._buffer)


def tolerate() -> None:
    """From now on this process reads records with aiokafka's parser in Python, slower, and has what is not UTF-8 in
    header names as \\xNN.
    """
    if memory_records.DefaultRecordBatch is not _Batch:
        log.warning("header_names_not_utf8")
        memory_records.DefaultRecordBatch = _Batch
        fetcher.MemoryRecords = memory_records._MemoryRecordsPy
