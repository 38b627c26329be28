FROM ocaml/opam:debian-12-ocaml-5.3 AS base
RUN sudo apt-get update && sudo apt-get install -y gawk autoconf
ENV OPAMYES="1" OCAMLCONFIRMLEVEL="unsafe-yes"
RUN <<EOF
git config --global user.name somebody
git config --global user.email somebody@example.org
EOF
RUN git clone https://example.org/ocaml.git
WORKDIR ocaml

FROM base AS test-4.14-vanilla
RUN git cat-file -e 8f2a1b6 || git fetch origin && \
    git checkout 8f2a1b6
RUN ./configure -C --prefix $PWD/_opam
RUN make -j && make tests

FROM base AS test-5.3-relocatable
RUN git checkout 1c2d3e4
RUN make -C testsuite all

FROM base AS collector
COPY --from=test-4.14-vanilla --chown=opam:opam [ "/home/opam/ocaml/config.cache", "/home/opam/cache-4.14" ]
COPY --from=test-5.3-relocatable --chown=opam:opam [ "/home/opam/ocaml/config.cache", "/home/opam/cache-5.3" ]
