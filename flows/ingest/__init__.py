"""Receiving: recognise a workbook, read its forms, keep every value with its cell, land what was accepted."""
