"""Tables to csv and parquet, part by part."""

from __future__ import annotations

import csv as csv_module
from collections.abc import Sequence
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from study.exports.columns import Table


class TableWriter:
    """One table into ``csv``, and into ``parquet`` where asked for. Texts are in quotes (RFC 4180), UTF-8 without a
    mark; what is not known is empty and without quotes, true and false are so written."""

    def __init__(self, table: Table, csv: Path, parquet: Path | None) -> None:
        self.table = table
        self.open = ExitStack()
        self.rows = 0
        stream = self.open.enter_context(csv.open("wb"))
        stream.write(_header(table.names))
        options = pa.csv.WriteOptions(include_header=False)
        self.writers = [self.open.enter_context(pa.csv.CSVWriter(stream, table.schema, write_options=options))]
        if parquet is not None:
            writer = pa.parquet.ParquetWriter(parquet, table.schema, compression="zstd")
            self.writers.append(self.open.enter_context(writer))

    def write(self, rows: pd.DataFrame) -> pa.Table:
        """What was written."""
        data = pa.Table.from_pandas(rows[self.table.names], schema=self.table.schema, preserve_index=False)
        data = data.replace_schema_metadata(None)
        if len(rows):
            self.rows += len(rows)
            for writer in self.writers:
                writer.write_table(data)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.open.close()


def _header(names: Sequence[str]) -> bytes:
    """Not arrow's, which puts all names in quotes: some readers take these for part of them."""
    line = StringIO()
    csv_module.writer(line, lineterminator="\n").writerow(names)
    return line.getvalue().encode()
