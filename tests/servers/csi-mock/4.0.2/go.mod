// Tool module: builds the mock driver of the CSI project's tests. No source of it enters this repository.
module nomadic.fleet/tests/servers/csi-mock

go 1.26

require github.com/kubernetes-csi/csi-test/v4 v4.0.2
