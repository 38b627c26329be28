FROM busybox AS a
RUN echo a > /out
FROM busybox AS b
RUN echo b > /out
FROM busybox AS c
RUN echo c > /out
FROM scratch AS all
COPY --from=a /out /a
COPY --from=b /out /b
COPY --from=c /out /c
FROM busybox
RUN --mount=from=all,target=/all cat /all/a /all/b /all/c > /everything
