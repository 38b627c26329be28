# Nobody named anything here.
FROM busybox
RUN echo one > /one

FROM busybox
RUN echo two > /two

FROM scratch
COPY --from=0 /one /
COPY --from=1 /two /
