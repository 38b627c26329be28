FROM busybox AS s
COPY --link --chmod=1777 --from=cigen-records / /
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 1 /bin/sh <<'STEP'
make test
STEP

# a name
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record --timeout=1200 --retries=2 --always s 2 /bin/sh <<'STEP'
make
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 3 /bin/sh -e <<'STEP'
one
two
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 4 /bin/sh <<'STEP'
echo \
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 --mount=type=cache,target=/c --network=none export A='it'"'"'s'; exec /.cigen/record s 5 /bin/sh <<'STEP'
make
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 6 /bin/sh <<'STEP'
export A='two
lines'
make
STEP

# checkout
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 7 /bin/sh -e <<'STEP'
git cat-file -e 's^{commit}' || git fetch up
git checkout s
STEP

ENV A=b
USER nobody
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 8 /bin/bash -eo pipefail <<'STEP'
one
two
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 9 /usr/bin/perl -w <<'STEP'
#!/usr/bin/perl -w
print 1;
STEP

RUN --mount=type=bind,from=cigen,source=/record,target=/.cigen/record --mount=type=secret,id=cigen-s,target=/.cigen/earlier,mode=0444 exec /.cigen/record s 10 /bin/bash -eo pipefail <<'STEP1'
a
STEP
b
STEP1

COPY a b
RUN --mount=type=bind,from=cigen,source=/gather,target=/.cigen/gather --network=none exec /.cigen/gather s <<'FILES'
artifact 1 a b*
junit 1 **/*.xml
FILES
