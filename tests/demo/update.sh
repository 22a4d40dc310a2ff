#!/bin/sh
# The demo's update: versions lie side by side and a link says which one is current.
set -eu
home=/opt/kiosk-app

case "${1:-}" in
    apply)
        version=$(cat "$FLEET_ARTIFACT/VERSION")
        mkdir -p "$home/$version"
        cp "$FLEET_ARTIFACT/VERSION" "$home/$version/"
        [ ! -e "$FLEET_ARTIFACT/BROKEN" ] || touch "$home/$version/BROKEN"
        cp "$FLEET_ARTIFACT/update" "$home/update.new"
        mv "$home/update.new" "$home/update"
        [ ! -L "$home/current" ] || ln -sfn "$(readlink "$home/current")" "$home/previous"
        ln -sfn "$home/$version" "$home/current"
        ;;
    revert)
        [ -L "$home/previous" ]
        ln -sfn "$(readlink "$home/previous")" "$home/current"
        ;;
    version)
        # A broken version does not start, so it cannot tell which one it is.
        [ ! -e "$home/current/BROKEN" ] || { echo "the application does not start" >&2; exit 1; }
        cat "$home/current/VERSION"
        ;;
    *)
        echo "usage: update apply|revert|version" >&2
        exit 2
        ;;
esac
