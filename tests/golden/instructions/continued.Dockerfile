FROM busybox AS s
RUN apt-get update && \
  apt-get install -y "$(cat list | tr '\n' ' ')" && \
	rm -rf "${x%%.*}" `ls`
RUN a && \
    b || \
	c
RUN set -eux; \
    a; \
    b
RUN a; \
    b
RUN --mount=type=cache,target=/c export A='b c'; a && \
  b
RUN <<'STEP'
set -e
a; \
    b
STEP

RUN <<'STEP'
set -e
a && \
  . /b
STEP

RUN <<'STEP'
set -e
a 'b \
 c' && d
STEP

RUN <<'STEP'
set -e
a && \
 # b\
 c
STEP

RUN <<'STEP'
set -e
a # b && \
 c
STEP

RUN <<'STEP'
set -e
a && \

 c
STEP

RUN <<'STEP'
set -e
a \\
 c
STEP

RUN <<'STEP'
set -e
a \ 
 c
STEP

RUN <<'STEP'
set -e
a && \
b
c
STEP

RUN <<'STEP'
set -e
cat <<X && \
 b
STEP

RUN <<'STEP'
set -e
a "$(b 'c \
 d')"
STEP

RUN [ -f x ] && \
 b
