FROM busybox
RUN ["mkdir", "-p", "/a b", "/c"]
RUN ["/bin/sh", "-c", "echo \"quoted\" > '/a b/file'"]
RUN [ "/bin/sh", '-c', "single quotes are no JSON" ] || true
RUN [ -d "/a b" ] && echo yes > /yes
COPY ["with space.txt", "/a b/"]
COPY ["go.mod", "src", "/c/"]
VOLUME ["/v 1", "/v2"]
CMD ["sh", "-c", "echo \u00e9 $HOME"]
ENTRYPOINT []
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m --retries=2 CMD ["true"]
