FROM busybox AS s
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN <<'STEP'
one
two
STEP

SHELL ["python3", "-c"]
RUN <<'STEP'
print(1)
print(2)
STEP

SHELL ["/bin/sh", "-c"]
RUN <<'STEP'
set -e
one
two
STEP
