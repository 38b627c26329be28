FROM busybox AS parent
ONBUILD RUN echo triggered > /triggered
ONBUILD COPY go.mod /on/
FROM parent AS child
RUN cat /triggered
FROM child
STOPSIGNAL SIGINT
HEALTHCHECK NONE
