"""What people read: a Report in, RenderedFiles out, one module an output."""
