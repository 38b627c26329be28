FROM busybox AS crlf
# from Windows
RUN echo one && \
    echo two > /two
COPY <<EOF /text
line one
EOF
RUN <<EOF
echo three > /three
EOF
CMD ["cat", "/two"]
