FROM busybox AS s
RUN cat <<EOF >/etc/$NAME
$HOME
  two
EOF

RUN python3 - "a b" <<'EOF'
print('''
''')
EOF

RUN cat <<-X | sort
	a
X

RUN <<'STEP'
set -e
cat <<A <<B
a
A
b
B
STEP

RUN <<'STEP'
set -e
cat <<A; b
a
A
STEP

RUN <<'STEP'
cat <<A; b
a
A
STEP

RUN <<'STEP'
set -e
cat <<A
a
A
b
STEP

RUN <<'STEP'
set -e
cat <<A
a
STEP

RUN <<'STEP'
set -e
echo "<<A"
a
A
STEP

RUN grep x <<<"$y"
RUN <<'STEP'
x=$((1 << 2))
STEP

RUN ["not", "exec"] || :
RUN <<'STEP'
["like", "exec"]
STEP
