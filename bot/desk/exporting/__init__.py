"""Files that leave the desk: tables for a spreadsheet, a conversation for the case file."""
