FROM busybox AS files
RUN <<EOF
mkdir -p /etc/app
false
echo "$HOME" > /etc/app/home
EOF
RUN <<'SCRIPT'
set -e
echo '$HOME' > /etc/app/text
SCRIPT
RUN cat <<EOF > /etc/app/conf && \
    echo done
key = value
    indented $((1 + 1))
EOF
RUN <<-TABS
	echo tabs > /etc/app/tabs
		echo deeper >> /etc/app/tabs
	TABS
RUN cat <<ONE > /1 && cat <<-"TWO" > /2
one
ONE
	two $X
	TWO
COPY <<'EOF' /etc/app/literal
$NOT filled ${in}
EOF
COPY --chmod=0755 <<-EOF /usr/bin/hello
	#!/bin/sh
	echo hello
	EOF
FROM files AS app
RUN hello > /hello
RUN <<EOF
#!/bin/sh
echo by itself > /itself
EOF
