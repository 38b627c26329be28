FROM debian:bookworm-slim AS bash
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN words=(a 'b c') && \
    echo "${#words[@]}" > /count
RUN <<EOF
echo 1 | cat
echo "${BASH_VERSION%%.*}" > /version
EOF
SHELL ["/bin/sh", "-c"]
RUN false | true
FROM bash AS more
RUN echo ${BASH_VERSION:-none} > /none
FROM more
SHELL ["/usr/bin/perl", "-e"]
RUN open(F, '>/perl'); \
    print F "hi\n";
