FROM busybox AS s
COPY <<'CONTENT' /etc/a.conf
one
$TWO 2
CONTENT

COPY <<'CONTENT' /etc/a.conf
no newline at the end
CONTENT

COPY <<'CONTENT' /etc/a.conf
CONTENT

COPY --link --chown=root --chmod=0600 <<'CONTENT2' /etc/a.conf
a
CONTENT
	CONTENT1
b
CONTENT2

COPY <<'CONTENT' /etc/a.conf
{{ left alone }}
CONTENT
