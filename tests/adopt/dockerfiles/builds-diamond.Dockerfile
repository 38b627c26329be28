FROM busybox AS base
RUN echo base > /base
FROM base AS left
RUN echo left > /left
FROM base AS right
RUN echo right > /right
FROM left AS both
COPY --from=right /right /
RUN cat /left /right > /both
FROM both AS debug
RUN echo debug > /debug
FROM scratch AS dist
COPY --from=both /both /
FROM busybox AS image
COPY --from=dist / /
