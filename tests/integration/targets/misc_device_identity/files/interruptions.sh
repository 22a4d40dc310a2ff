#!/bin/sh
# interruptions.sh SHIMS FLEET_DEVICE FOLDER COMMAND...
# Kills fleet-device before each of the steps in which something comes into force. What is there can be used, and the next run finishes it. COMMAND makes
# a device whose certificates were never renewed in FOLDER.
set -eu
shims=$1 program=$2 FLEET_DEVICE=$3
shift 3
FLEET_PATH=$PATH
# What a killed one leaves there, systemd removes from a real device (PrivateTmp).
TMPDIR=$FLEET_DEVICE.tmp
export FLEET_DEVICE FLEET_PATH TMPDIR
mkdir -p "$TMPDIR"

run() { PATH="$shims:$PATH" sh "$program" renew; }

usable() {
    for kind in vpn nomad; do
        test "$(openssl x509 -in "$kind/cert.pem" -noout -pubkey)" = "$(openssl pkey -in "$kind/key.pem" -pubout)"
        openssl verify -purpose sslclient -CAfile "$kind/ca.pem" -untrusted "$kind/cert.pem" "$kind/cert.pem" >/dev/null
    done
}

for DIE_AT in 1 2 3 4 5 6 7 8 systemctl; do
    export DIE_AT
    cd /
    "$@"
    cd "$FLEET_DEVICE"
    code=0
    run || code=$?
    echo "step $DIE_AT: ended with $code"
    test "$code" = 137
    usable
    unset DIE_AT
    run
    usable
    find vpn nomad -mindepth 1 -maxdepth 1 -printf '%y %f\n' | sed 's/\(identity\)\..*/\1/' | sort | uniq -c | sed 's/^ *//' >left
    printf '2 %s\n' 'd identity' 'f ca.pem' 'l cert.pem' 'l current' 'l key.pem' | diff left -
    test "$(cat told)" = 'try-reload-or-restart nomad.service'
done
