#!/bin/sh
# handshake.sh OPENVPN GATEWAY DEVICE: a gateway and a device that speak TLS as their profiles say, on loopback and without a tunnel
set -u
LD_LIBRARY_PATH=$(echo "$1"/lib/*-linux-gnu):$(echo "$1"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
program=$1/usr/sbin/openvpn
port=$((20000 + $$ % 10000 * 2))

speak() {
    timeout "$1" "$program" --dev null --ifconfig-noexec --proto udp --local 127.0.0.1 --remote 127.0.0.1 --lport "$2" --rport "$3" --verb 3 \
        --tls-version-min 1.2 --tls-cert-profile preferred --data-ciphers AES-256-GCM --ca "$4/ca.pem" --cert "$4/cert.pem" --key "$4/key.pem" "$5" \
        --remote-cert-tls "$6" ${7:+"$7" "$8"}
}

speak 6 "$port" $((port + 1)) "$2" --tls-server client --dh none &
speak 5 $((port + 1)) "$port" "$3" --tls-client server >/dev/null
wait
exit 0
