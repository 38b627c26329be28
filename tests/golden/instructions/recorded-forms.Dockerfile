FROM busybox AS s
COPY --link --chmod=1777 --from=cigen-records / /
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 1 /bin/sh <<'STEP'
make 'two words'
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 2 /bin/sh <<'STEP'
one
two
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 3 /bin/sh -e <<'STEP'
set -e
one
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 4 /bin/sh -e <<'STEP'
a && \
  b
STEP

# clone
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 5 /bin/sh <<'STEP'
git clone /r here
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 --mount=type=cache,target=/t,sharing=locked exec /.cigen/record s 6 /bin/sh <<'STEP'
make
STEP

RUN --mount=type=bind,from=cigen,source=/gather,target=/.cigen/gather --network=none exec /.cigen/gather s <<'FILES'
artifact 1 a b*
junit 1 **/*.xml
FILES
