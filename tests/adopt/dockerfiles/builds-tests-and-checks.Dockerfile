FROM busybox AS base
WORKDIR /src
COPY . .

# Style first.
FROM base AS lint
RUN find . -name '*.sh' -exec sh -n {} +

FROM base AS unit-tests
ENV CI=1
RUN mkdir -p /tmp/work && \
    echo testing; \
    test -f go.mod

FROM base AS build
RUN cp go.mod /app

FROM build AS checked
RUN test -s /app

FROM scratch AS release
COPY --from=build /app /app
