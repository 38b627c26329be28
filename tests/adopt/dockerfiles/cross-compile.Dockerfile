FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx
FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS cross
COPY --from=xx / /
ARG TARGETPLATFORM
RUN xx-apt-get install -y gcc libc6-dev
RUN --mount=type=ssh --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true \
    xx-cc -o /app main.c && xx-verify /app
FROM --platform=linux/amd64 alpine:3.22 AS amd64-only
RUN apk add --no-cache ca-certificates
FROM scratch
COPY --from=cross /app /
COPY --from=amd64-only /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/v1/data.txt /data/
ADD --keep-git-dir=true https://example.org/project.git#v1.0 /git
