# escape=`

FROM busybox AS base
RUN mkdir -p /a && `
    echo "back\slash" > /a/b
ENV WINDOWS=C:\dir OTHER="a `"quote`" and `$X" TICK=``
WORKDIR /work`dir
FROM base
COPY --from=base /a/b /c
CMD echo %WINDOWS% \ and
