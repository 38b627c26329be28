FROM busybox
COPY <<robots.txt <<humans.txt /srv/
User-agent: *
robots.txt
Nobody.
humans.txt
RUN cat /srv/*.txt
