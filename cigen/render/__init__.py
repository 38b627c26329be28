"""Files to be written: a Plan in, RenderedFiles out."""
