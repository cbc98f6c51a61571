"""Turn the bytes of a file into deals.

`csv_file` and `workbook` read cells, `header_line` finds the headers. `programs`, `headers`,
`languages` and `header_words` know what headers mean, `file_columns` maps columns to fields.
`date_formats` and `number_formats` parse cells. `rows` and `deal_from_row` build a deal from each
row, or report what is wrong with the row.
"""
