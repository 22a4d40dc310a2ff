// Tool module: builds consul 1.20.6 for the tests. No source of it enters this repository.
module nomadic.fleet/tests/servers/consul

go 1.26

tool github.com/hashicorp/consul

require github.com/hashicorp/consul v1.20.6

replace github.com/hashicorp/consul-awsauth => github.com/hashicorp/consul-awsauth v0.0.0-20250825122907-9e35fe9ded3a
