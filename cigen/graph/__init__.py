"""What is needed for what: a Plan in, its stages and cells as text, Mermaid, DOT and SVG out."""
