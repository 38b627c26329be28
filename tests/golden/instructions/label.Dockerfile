FROM busybox AS s
LABEL org.opencontainers.image.source="https://example.com/x?a=b&c" version="1.0" a-b/c_d="two words"
