"""The XML formats, told by their root element."""
