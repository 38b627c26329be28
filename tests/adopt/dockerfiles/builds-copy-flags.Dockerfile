FROM busybox AS files
RUN mkdir -p /d/sub && echo x > /d/x.txt && echo y > /d/sub/y.o
FROM busybox
COPY --link --chown=1000:1000 --chmod=0640 go.mod /l/
COPY --from=files --exclude=*.o --exclude=*.tmp /d/ /d/
COPY --chown=nobody src/*.txt src/[a-z]*.py /s/
COPY --link=false --from=files /d/x.txt .
ADD --chown=1 archive.tar /unpacked/
ADD --unpack=false archive.tar /kept/
COPY .. /everything/
