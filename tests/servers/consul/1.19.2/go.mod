// Tool module: builds consul 1.19.2 for the tests. No source of it enters this repository.
module nomadic.fleet/tests/servers/consul

go 1.26

tool github.com/hashicorp/consul

require github.com/hashicorp/consul v1.19.2
