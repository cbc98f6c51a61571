"""From the bytes of a file to the deals in it.

`csv_file` and `workbook` read cells, `header_line` finds the headers. `programs`, `headers`,
`languages` and `header_words` know what headers mean, `file_columns` says which column fills which
field. `date_formats` and `number_formats` read what cells say, `rows` and `deal_from_row` make a
row's deal, or say what is wrong with the row.
"""
