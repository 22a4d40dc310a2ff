// Tool module: builds nomad 1.11.3 for the tests. No source of it enters this repository.
module nomadic.fleet/tests/servers/nomad

go 1.26

tool github.com/hashicorp/nomad

require github.com/hashicorp/nomad v1.11.3

replace github.com/hashicorp/hcl => github.com/hashicorp/hcl v1.0.1-nomad-1

replace github.com/hashicorp/nomad/api => github.com/hashicorp/nomad/api v0.0.0-20260324203407-b27b0c2e019a
