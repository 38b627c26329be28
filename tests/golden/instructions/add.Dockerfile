FROM busybox AS s
ADD https://example.com/a.tar.gz /a/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d ["https://example.com/a b", "/a"]
ADD --link --chown=user --chmod=0644 ["https://github.com/o/r.git#v1", "/src"]
ADD a.tar b.tar /x/
ADD --checksum=800a2df7f0a1b1b5c5a2f4b5d7a8c9d0e1f20a13 --keep-git-dir=true ["https://github.com/o/r.git#v1", "/src"]
ADD --unpack=false a.tar /x/
ADD --unpack=true --exclude=a\ b --exclude=*.md https://example.com/a.tar /x/
