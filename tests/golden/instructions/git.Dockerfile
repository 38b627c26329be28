FROM busybox AS s
# clone
RUN git clone https://example.com/a.git
# clone
RUN git clone --branch v1.0 'https://example.com/a b.git' 'in here'
# clone
RUN --mount=type=cache,target=/c --network=host export A=b; git clone a.git
# checkout
RUN <<'STEP'
set -e
git cat-file -e '800a2df7^{commit}' || git fetch origin
git checkout 800a2df7
STEP

# checkout
RUN <<'STEP'
set -e
git cat-file -e 'feature/it'"'"'s; rm -rf /^{commit}' || git fetch 'up stream'
git checkout 'feature/it'"'"'s; rm -rf /'
STEP

# base
RUN <<'STEP'
set -e
git cat-file -e 'main^{commit}' || git fetch origin
git checkout main
STEP
