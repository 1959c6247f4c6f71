"""Project files in and out: chunk tree, model, slots, fill, spreadsheet rows."""
