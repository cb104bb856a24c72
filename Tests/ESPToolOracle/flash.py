#!/usr/bin/env python3
"""Lets the esptool on the path flash the ROM loader, and compares what the flash then holds.

The loader runs no stub, so esptool gets --no-stub.
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LOADER = HERE.parents[1] / "Sources/CROMLoader"


def build(folder):
    server = folder / "serve_loader"
    subprocess.run(["cc", "-std=c11", "-O2", "-D_DEFAULT_SOURCE", f"-I{LOADER}/include",
                    HERE / "serve_loader.c", *sorted(LOADER.glob("*.c")), "-o", server], check=True)
    return server


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        flash = folder / "flash.bin"
        images = {0x1000: random.Random(1).randbytes(20_000), 0x10000: bytes(range(256)) * 100}
        arguments = []
        for address, image in images.items():
            path = folder / f"{address:x}.bin"
            path.write_bytes(image)
            arguments += [hex(address), str(path)]
        with subprocess.Popen([build(folder), flash], stdout=subprocess.PIPE,
                              text=True) as server:
            port = server.stdout.readline().strip()
            done = subprocess.run(
                ["esptool", "--chip", "auto", "-p", f"socket://127.0.0.1:{port}", "-b", "460800",
                 "--before", "no-reset", "--after", "no-reset", "--no-stub", "write-flash",
                 "--flash-mode", "keep", "--flash-freq", "keep", "--flash-size", "keep",
                 *arguments],
                capture_output=True, text=True, timeout=300,
                env=os.environ | {"NO_COLOR": "1", "COLUMNS": "80"})
            if done.returncode != 0:
                server.terminate()
        written = flash.read_bytes() if flash.exists() else b""
    verified = done.stdout.count("Hash of data verified")
    if done.returncode != 0 or verified != len(images):
        sys.exit(f"esptool verified {verified} of {len(images)} images:\n{done.stdout[-2000:]}"
                 f"{done.stderr[-2000:]}")
    for address, image in images.items():
        if written[address:address + len(image)] != image:
            sys.exit(f"the flash holds other bytes at {address:#x}")
    print(f"{verified} images written and verified by esptool, and equal in flash")


main()
