FROM busybox AS source
RUN mkdir /s && echo s > /s/file
FROM busybox AS work
RUN --mount=type=bind,from=source,source=/s,target=/in \
    --mount=type=cache,id=init-test,target=/cache,sharing=locked \
    --mount=type=tmpfs,target=/scratch,size=1m \
    --network=none \
    cat /in/file > /out && touch /cache/x
RUN --mount=from=Source,src=/s,dst=/in,readonly cat /in/file
RUN --mount=type=secret,id=token,required=false,mode=0400,uid=1000 test ! -e /run/secrets/token
RUN --mount=type=bind,target=/ctx ls /ctx > /list
FROM work
ENV PATH="/opt/bin:${PATH}"
RUN echo "$PATH" > /path
