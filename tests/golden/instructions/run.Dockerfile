FROM busybox AS s
RUN make test
# a name
RUN make test
RUN <<'STEP'
set -e
./configure
make
STEP

RUN cat <<X
$HOME
X

RUN <<'STEP'
echo \
STEP

RUN [ -f x ] && echo --yes
RUN <<'STEP'
--version
STEP

RUN <<'STEP'
# only a comment
STEP

RUN export A=1 B='it'"'"'s "so" $HOME' C=''; make
RUN <<'STEP'
export A='two
lines'
make
STEP

RUN <<'STEP'
set -e
export A='b c'
./configure
make
STEP

RUN --network=none make
RUN docker inspect -f '{{.Id}}' $x
RUN ${x%%{*} ${#a[@]} {# no #} {% no %} ${{ github.sha }} printf '{%s}'
RUN <<'EOF'
#!/usr/bin/env python3
print("a")
EOF

RUN <<'STEP2'
set -e
one
STEP
STEP1
two
STEP2
