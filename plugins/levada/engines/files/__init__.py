"""Files as they land, read as a contract's columns."""
