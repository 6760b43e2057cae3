#!/usr/bin/env python3
"""Writes the starter framework's spreadsheets (.ods) from source/*.csv.

Usage: make_spreadsheets.py [--check] [FOLDER]

The same sources always give the same bytes. With --check nothing is written; the exit status says whether the
spreadsheets in FOLDER (default: beside this script) are those of the sources.
"""
import csv
import io
import pathlib
import re
import sys
import zipfile
from xml.sax.saxutils import escape, quoteattr

HERE = pathlib.Path(__file__).resolve().parent

# File name without suffix -> name of its sheet.
SHEETS = {
    "levels": "Levels",
    "formats": "Formats",
    "venues": "Venues",
    "needs": "Needs",
    "verticals": "Verticals",
    "tech_roles": "Tech Roles",
    "tech_competencies": "Competencies",
    "competencies": "Competencies",
    "job_roles": "Sheet1",
    "courses": "Courses",
}

# How many leading columns are merged downwards while their values repeat.
MERGED_COLUMNS = {"verticals": 2}

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?")

MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
 <manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>
 <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""

CONTENT_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"\
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"\
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body>
<office:spreadsheet>
"""

CONTENT_TAIL = """</office:spreadsheet>
</office:body>
</office:document-content>
"""


def cell_xml(value, merged_rows=1):
    """One cell; numbers become number cells, so that spreadsheet programs sort them as such."""
    span = ""
    if merged_rows > 1:
        span = f' table:number-columns-spanned="1" table:number-rows-spanned="{merged_rows}"'
    if value == "":
        return f"<table:table-cell{span}/>"
    if NUMBER.fullmatch(value):
        kind = f' office:value-type="float" office:value="{value}"'
    else:
        kind = ' office:value-type="string"'
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f"<table:table-cell{span}{kind}>{paragraphs}</table:table-cell>"


def run_length(rows, row, column, merged):
    """How many rows, from this one on, agree in this column and in the merged ones before it."""
    length = 1
    while row + length < len(rows) and rows[row + length][: column + 1] == rows[row][: column + 1]:
        length += 1
    return length if column < merged else 1


def content_xml(sheet, rows, merged):
    out = [CONTENT_HEAD, f"<table:table table:name={quoteattr(sheet)}>\n"]
    out.append(f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>\n')
    for index, row in enumerate(rows):
        out.append("<table:table-row>")
        for column, value in enumerate(row):
            covered = index > 1 and column < merged and rows[index - 1][: column + 1] == row[: column + 1]
            if covered:
                out.append("<table:covered-table-cell/>")
            else:
                out.append(cell_xml(value, run_length(rows, index, column, merged)))
        out.append("</table:table-row>\n")
    out.append("</table:table>\n")
    out.append(CONTENT_TAIL)
    return "".join(out)


def read_source(name):
    with open(HERE / "source" / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = [[value.strip() for value in row] for row in csv.reader(file)]
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            sys.exit(f"{name}.csv: record {number} has {len(row)} values, its headings are {len(rows[0])}")
    return rows


def spreadsheet(name):
    """The bytes of one .ods: the media type first and unpacked (ODF 1.2 part 3, 3.3), fixed time stamps."""
    content = content_xml(SHEETS[name], read_source(name), MERGED_COLUMNS.get(name, 0))
    parts = [
        ("mimetype", MIMETYPE, zipfile.ZIP_STORED),
        ("META-INF/manifest.xml", MANIFEST, zipfile.ZIP_DEFLATED),
        ("content.xml", content, zipfile.ZIP_DEFLATED),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text, method in parts:
            info = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode("utf-8"), compresslevel=9)
    return buffer.getvalue()


def content_of(data):
    """What a spreadsheet says, however its bytes were packed: another zlib may pack them differently."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def main(arguments):
    check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"]
    folder = pathlib.Path(folders[0]) if folders else HERE
    stale = []
    for name in SHEETS:
        file = folder / f"{name}.ods"
        data = spreadsheet(name)
        if not check:
            file.write_bytes(data)
        elif not file.exists() or content_of(file.read_bytes()) != content_of(data):
            stale.append(file.name)
    if stale:
        sys.exit("not made from the sources: " + ", ".join(stale))


if __name__ == "__main__":
    main(sys.argv[1:])
