"""What an engine tells of itself in, findings out: what suits a spec, what does not, what to do."""
