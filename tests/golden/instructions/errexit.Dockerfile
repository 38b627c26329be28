FROM busybox AS s
RUN <<'STEP'
one
two
STEP

RUN <<'STEP'
set -e
one
two
STEP

RUN <<'STEP'
set -euo pipefail
one
two
STEP

RUN <<'STEP'
set -e; one
two
STEP

RUN <<'STEP'
set -e
set -- -e
one
STEP

RUN one
RUN <<'EOF'
#!/bin/sh
one
EOF
