"""What engines print: the first as Docker 28.5.2 with buildx 0.29.1 did, the others put together in its form."""

INSPECT_DOCKER = """\
Name:          default
Driver:        docker
Last Activity: 2026-11-22 09:31:35 +0000 UTC

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/amd64/v4
Labels:
 org.mobyproject.buildkit.worker.containerd.namespace: moby
 org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1
 org.mobyproject.buildkit.worker.snapshotter:          overlayfs
GC Policy rule#0:
 All:            false
 Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout
 Keep Duration:  48h0m0s
 Max Used Space: 3.346GiB
GC Policy rule#1:
 All:            false
 Keep Duration:  1440h0m0s
 Reserved Space: 24.21GiB
 Max Used Space: 188.1GiB
 Min Free Space: 47.5GiB
GC Policy rule#2:
 All:            false
 Reserved Space: 24.21GiB
 Max Used Space: 188.1GiB
 Min Free Space: 47.5GiB
GC Policy rule#3:
 All:            true
 Reserved Space: 24.21GiB
 Max Used Space: 188.1GiB
 Min Free Space: 47.5GiB
"""

INSPECT_CONTAINER = """\
Name:          ci
Driver:        docker-container
Last Activity: 2026-11-22 09:53:42 +0000 UTC

Nodes:
Name:                  ci0
Endpoint:              unix:///var/run/docker.sock
Driver Options:        image="moby/buildkit:v0.32.2" network="host"
Status:                running
BuildKit daemon flags: --allow-insecure-entitlement=network.host
BuildKit version:      v0.32.2
Platforms:             linux/amd64
GC Policy rule#0:
 All:            false
 Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout
 Keep Duration:  48h0m0s
 Max Used Space: 488.3MiB
GC Policy rule#1:
 All:            false
 Reserved Space: 9.313GiB
 Max Used Space: 18.63GiB
 Min Free Space: 4.657GiB
File#buildkitd.toml:
 >
 > [worker]
 >
 >   [worker.oci]
 >     max-parallelism = 4
 >     reservedSpace = "20GB"
 >
"""

INSPECT_TWO_NODES = """\
Name:          pair
Driver:        remote
Last Activity: 2026-11-22 09:47:48 +0000 UTC

Nodes:
Name:     pair0
Endpoint: unix:///run/one.sock
Status:   inactive

Name:     pair1
Endpoint: tcp://two:1234
Error:    dial tcp: lookup two: no such host
"""

INSPECT_OLD = """\
Name:   old
Driver: docker-container

Nodes:
Name:      old0
Endpoint:  unix:///var/run/docker.sock
Status:    running
Buildkit:  v0.11.6
Platforms: linux/amd64
GC Policy rule#0:
 All:         true
 Keep Bytes:  2.794GiB
"""

INFO = (
    '{"ID":"ba4023f4","Containers":0,"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]],'
    '"NCPU":2,"MemTotal":25276514304,"DockerRootDir":"/var/lib/docker","ServerVersion":"28.5.2+dfsg4"}'
)

INFO_OVERLAY2 = (
    '{"ID":"8c1f","Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"],'
    '["Using metacopy","false"],["Native Overlay Diff","true"],["userxattr","false"]],'
    '"NCPU":4,"MemTotal":16772243456,"DockerRootDir":"/var/lib/docker","ServerVersion":"28.5.2"}'
)

INFO_NOBODY = '{"ID":"","Driver":"","NCPU":0,"MemTotal":0,"ServerErrors":["Cannot connect to the Docker daemon"]}'

USAGE = """\
ID:           04ph0r3db99o17848btpp77vq
Parents:
 - uhvebqoyty1o3s90wnf45luxb
 - y7zh00ekgrhqv1thc8vbp1aep
Created at:   2026-11-22 09:49:37.132771721 +0000 UTC
Mutable:      false
Reclaimable:  true
Shared:       false
Size:         0B
Description:  [cigen-results-10  8/16] LINK COPY --link --from=a /cigen/record[s]/a /cells/a/
Usage count:  1
Last used:    26 seconds ago
Type:         regular

ID:           old
Parents:
 - base
Created at:   2026-11-22 09:49:30.0 +0000 UTC
Size:         2MB
Description:  mount / from exec /bin/sh -c exec /.cigen/record a 1 /bin/sh -e <<'STEP'

ID:           new
Parents:
 - base
Created at:   2026-11-22 09:49:36.957 +0000 UTC
Size:         4.096kB
Description:  mount / from exec /bin/sh -c exec /.cigen/record --timeout=20m a 1 /bin/sh -e <<'STEP'

ID:           base
Created at:   2026-11-22 09:40:00.1 +0000 UTC
Size:         58.31MB*
Description:  pulled from docker.io/library/busybox:latest

ID:           stranger
Parent:       base
Created at:   2026-11-22 09:49:36.957 +0000 UTC
Size:         1.5GB
Description:  [build 2/2] RUN make

Shared:		253.5MB
Private:	194.4MB
Reclaimable:	447.9MB
Total:		447.9MB
"""
