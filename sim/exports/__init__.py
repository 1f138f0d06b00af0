"""What other programs wrote, read as it comes: bytes, tables, moments, durations, columns, and a report on each.

A file goes through this room in steps that can be called on their own: `sources` (where its bytes come from and what
kind of file it is), `encodings` (bytes to text), `tables` (text, workbook or JSON lines to columns of cells), `moments`
and `spans` (columns of cells to seconds), `columns` (which column is what), `orders` (a table to orders). Whatever is
folded, set aside or not understood on the way is a `quality.Remark` with a count. What cannot be read at all is one
sentence, a `BadInput`.
"""
