#!/usr/bin/env bash
# Copies the built programs and the files they read below a prefix, or removes them again.
#
#   packaging/install.sh install PREFIX
#   packaging/install.sh uninstall PREFIX
#
# The programs are those of .build/release, or of the directory that MCUBENCH_BIN names.
#
#   PREFIX/bin/               mcubench, mcubench-vboard, mcubenchd
#   PREFIX/share/mcubench/    boards/, firmware-template/, kernels/, examples/, udev/, systemd/,
#                             licences
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

action=${1-}
prefix=${2-}
if [ -z "$prefix" ] || { [ "$action" != install ] && [ "$action" != uninstall ]; }; then
    echo "error: packaging/install.sh takes 'install PREFIX' or 'uninstall PREFIX'" >&2
    exit 2
fi
# The unit names the programs by whole paths.
case "$prefix" in /*) ;; *) prefix="$PWD/$prefix" ;; esac
share="$prefix/share/mcubench"
programs=${MCUBENCH_BIN:-.build/release}

# Takes away what an install put there, and nothing else: below ~/.local the same folder holds the
# user's results.
remove_share() {
    local part
    for part in boards firmware-template kernels examples licenses udev systemd; do
        rm -rf "${share:?}/$part"
    done
    rmdir "$share" 2>/dev/null || true
}

if [ "$action" = uninstall ]; then
    rm -f "$prefix/bin/mcubench" "$prefix/bin/mcubench-vboard" "$prefix/bin/mcubenchd"
    remove_share
    echo "removed mcubench from $prefix"
    exit 0
fi

for program in mcubench mcubench-vboard mcubenchd; do
    if [ ! -x "$programs/$program" ]; then
        echo "error: $programs/$program is not built" >&2
        echo "try: make build" >&2
        exit 1
    fi
done
if ! mkdir -p "$prefix/bin" "$share" 2>/dev/null || [ ! -w "$prefix/bin" ]; then
    echo "error: $prefix cannot be written to" >&2
    echo "try: make install PREFIX=\$HOME/.local" >&2
    exit 1
fi

# A fresh tree, so that no file of an older version stays behind.
remove_share
mkdir -p "$share/kernels" "$share/examples" "$share/licenses" "$share/udev" \
    "$share/systemd"
install -m 755 "$programs/mcubench" "$programs/mcubench-vboard" "$programs/mcubenchd" "$prefix/bin/"
cp -R boards firmware-template "$share/"
cp -R Sources/CKernels/. "$share/kernels/"
rm -rf "$share/kernels/host"
cp -R examples/. "$share/examples/"
cp LICENSES/* "$share/licenses/"
cp packaging/udev/*.rules "$share/udev/"
sed "s|@PREFIX@|${MCUBENCH_PREFIX:-$prefix}|g" packaging/mcubenchd.service >"$share/systemd/mcubenchd.service"
chmod -R u=rwX,go=rX "$share"
echo "installed mcubench, mcubench-vboard and mcubenchd in $prefix/bin, their files in $share"
