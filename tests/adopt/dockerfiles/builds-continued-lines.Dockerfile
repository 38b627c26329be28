FROM busybox AS tools
# Everything in one layer.
RUN mkdir -p /opt/a \
      /opt/b && \
    # the first tool
    echo a > /opt/a/a && \

    # and the second
    echo "it's b" > /opt/b/b   \
    && echo 'quoted \
             across' > /opt/q
RUN set -eux; \
    for name in a b; do \
      cat "/opt/$name/$name"; \
    done; \
    true
RUN false || \
	echo "a	tab"; \
    echo on
FROM tools
RUN \
    ls /opt
ENV ONE=1 \
    TWO="2 2" \
    # in between
    THREE='3'
