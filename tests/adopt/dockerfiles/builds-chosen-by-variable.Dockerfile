ARG VARIANT=slim
ARG FLAVOUR=full
FROM busybox AS base-slim
RUN echo slim > /variant
FROM busybox AS base-full
RUN echo full > /variant
FROM base-${VARIANT} AS chosen
RUN cat /variant > /chosen
FROM chosen
COPY --from=base-full /variant /full
