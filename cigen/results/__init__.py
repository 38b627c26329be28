"""What came back: records, logs and XML in, one Report out."""
