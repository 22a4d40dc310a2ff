// Tool module: builds vault 1.21.1 for the tests. No source of it enters this repository.
module nomadic.fleet/tests/servers/vault

go 1.26

tool github.com/hashicorp/vault

require github.com/hashicorp/vault v1.21.1

replace github.com/99designs/keyring => github.com/Jeffail/keyring v1.2.3

replace github.com/ma314smith/signedxml v1.1.1 => github.com/moov-io/signedxml v1.1.1
