FROM busybox AS s
ONBUILD RUN make
ONBUILD copy . /src
ONBUILD RUN ["make", "-C", "/src"]
