import BoardProfiles
import FirmwareArtifacts
import UF2Files

/// A program for python3 that the written sources carry: it makes of the linked file what a board's
/// flash takes, without this program.
///
/// What they write is, byte for byte, what the build, ``ESP32Image`` and ``UF2File`` make.
struct ImageScript: Hashable, Sendable {
  /// In the folder of the sources.
  let path: String
  let text: String

  /// Those that the board's Makefile calls.
  static func needed(for board: BoardProfile) -> [ImageScript] {
    [board.flashing.tool == .esptool ? esp32 : plain]
      + (board.flashing.tools.contains(.uf2) ? [uf2] : [])
  }

  /// Seals a linked file, and writes the flash from its start on.
  static let plain = ImageScript(
    path: "seal_image.py",
    text: """
      # Seals a linked ELF file and writes what the flash takes of it: seal_image.py ELF BIN
      #
      # The seal says how long the image is and what its CRC-32 is; it lies in reserved words of the vector
      # table, or on an RP2040 where the word before the checksum of the second stage says. That checksum,
      # CRC-32/MPEG-2 over the first 252 of 256 bytes, is the boot ROM's (RP2040 datasheet, 2.8.1.3.1).
      import struct
      import sys
      import zlib

      elf = bytearray(open(sys.argv[1], "rb").read())
      (table,) = struct.unpack_from("<I", elf, 28)
      entry_bytes, count = struct.unpack_from("<HH", elf, 42)
      segments = []
      for index in range(count):
          kind, offset, _, address, size = struct.unpack_from("<5I", elf, table + index * entry_bytes)
          if kind == 1 and size:  # a segment to load
              segments.append((address, offset, size))
      origin = min(segments)[0]


      def contents():
          image = bytearray(b"\\xff" * (max(address + size for address, _, size in segments) - origin))
          for address, offset, size in segments:
              image[address - origin : address - origin + size] = elf[offset : offset + size]
          return image


      def put(place, word):
          for address, offset, size in segments:
              if address - origin <= place < address - origin + size:
                  struct.pack_into("<I", elf, offset + origin + place - address, word)


      image = contents()
      (pointer,) = struct.unpack_from("<I", image, 248)
      has_stage = pointer >> 16 == 0x5EA1
      place = pointer & 0xFFFF if has_stage else 28
      if image[place : place + 8] == b"MCUBSEAL":
          struct.pack_into("<II", image, place + 8, len(image), 0)
          if has_stage:
              struct.pack_into("<I", image, 252, 0)
          put(place + 8, len(image))
          put(place + 12, zlib.crc32(image))
      if has_stage:
          crc = 0xFFFFFFFF
          for bit in (byte >> shift & 1 for byte in contents()[:252] for shift in range(7, -1, -1)):
              crc = (crc << 1 & 0xFFFFFFFF) ^ (0x04C11DB7 if crc >> 31 ^ bit else 0)
          put(252, crc)
      open(sys.argv[1], "wb").write(elf)
      open(sys.argv[2], "wb").write(contents())

      """)

  /// The image for an ESP32's flash from 0x1000 on, with the constants at their own place behind it.
  static let esp32 = ImageScript(
    path: "esp32_image.py",
    text: """
      # Seals a linked ELF file and makes an ESP32's flash contents from \(hexadecimal(ESP32Image.programOffset)) on of it: esp32_image.py ELF BIN
      #
      # The seal, at the start of the vectors, says how long the image is and what the CRC-32 of all that the
      # ROM loads and of the constants is.
      # The program in the form of Espressif's "Firmware Image Format", for the ROM to load into RAM; then
      # erased bytes up to \(hexadecimal(ESP32Image.constantsOffset)), from where the flash cache shows the constants.
      import hashlib
      import struct
      import sys
      import zlib

      elf = bytearray(open(sys.argv[1], "rb").read())
      entry, table = struct.unpack_from("<I4xI", elf, 24)
      entry_bytes, count = struct.unpack_from("<HH", elf, 46)
      sections = []
      for index in range(count):
          _, kind, flags, address, offset, size = struct.unpack_from("<6I", elf, table + index * entry_bytes)
          if kind == 1 and flags & 2 and size:  # bits that take memory
              sections.append((address, elf[offset : offset + size], offset))

      segments, constants, seal = [], b"", None
      for address, data, offset in sorted(sections):
          if data[:8] == b"MCUBSEAL":
              seal = (offset + 8, len(segments))
          place = address - \(hexadecimal(ESP32Image.constantsAddress))
          if 0 <= place < \(hexadecimal(ESP32Image.flashBytes)):
              constants += b"\\xff" * (place - len(constants)) + data
              continue
          data += bytes(-len(data) % 4)
          if segments and segments[-1][0] + len(segments[-1][1]) == address:
              segments[-1][1] += data
          else:
              segments.append([address, bytearray(data)])

      room = \(hexadecimal(ESP32Image.constantsOffset - ESP32Image.programOffset))


      def contents():
          # Flash mode DIO, 4 MB at 40 MHz; WP pin off, any revision of chip 0, a SHA-256 at the end.
          image = bytearray(struct.pack("<BBBBI", \(hexadecimal(Int(ESP32Image.magicNumber))), len(segments), 2, 0x20, entry))
          image += bytes([0xEE, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 1])
          checksum = 0xEF
          for address, data in segments:
              image += struct.pack("<II", address, len(data)) + data
              for byte in data:
                  checksum ^= byte
          image += bytes(15 - len(image) % 16) + bytes([checksum])
          image += hashlib.sha256(image).digest()
          if len(image) > room or not 0 < len(segments) <= 16:
              sys.exit("%s: code and data take %d B of %d B, in %d segments of 16" % (sys.argv[1], len(image), room, len(segments)))
          return image + b"\\xff" * (room - len(image)) + constants if constants else image


      if seal:
          place, segment = seal
          words = segments[segment][1]
          words[8:16] = struct.pack("<II", len(contents()), 0)
          words[12:16] = struct.pack("<I", zlib.crc32(b"".join(data for _, data in segments) + constants))
          elf[place : place + 8] = words[8:16]
          open(sys.argv[1], "wb").write(elf)
      open(sys.argv[2], "wb").write(contents())

      """)

  /// The file for the volume of the RP2040's boot ROM: whole sectors, in blocks of a page.
  static let uf2 = ImageScript(
    path: "uf2.py",
    text: """
      # Makes a UF2 file for an RP2040 of an ELF file: uf2.py ELF UF2
      #
      # Whole sectors of \(SectorImage.sectorBytes) B in blocks of \(SectorImage.pageBytes) B, as the boot ROM erases and writes them.
      import struct
      import sys

      elf = open(sys.argv[1], "rb").read()
      (table,) = struct.unpack_from("<I", elf, 28)
      entry_bytes, count = struct.unpack_from("<HH", elf, 42)
      sectors = {}
      for index in range(count):
          kind, offset, _, address, size = struct.unpack_from("<5I", elf, table + index * entry_bytes)
          if kind != 1:  # a segment to load
              continue
          for place, byte in enumerate(elf[offset : offset + size], address):
              start = place - place % \(SectorImage.sectorBytes)
              sectors.setdefault(start, bytearray(b"\\xff" * \(SectorImage.sectorBytes)))[place - start] = byte

      pages = [
          (start + offset, sectors[start][offset : offset + \(SectorImage.pageBytes)])
          for start in sorted(sectors)
          for offset in range(0, \(SectorImage.sectorBytes), \(SectorImage.pageBytes))
      ]
      with open(sys.argv[2], "wb") as file:
          for number, (address, page) in enumerate(pages):
              file.write(struct.pack(
                  "<8I", 0x0A324655, 0x9E5D5157, 0x2000, address, \(SectorImage.pageBytes), number, len(pages), \(hexadecimal(Int(UF2File.rp2040Family)))))
              file.write(page + bytes(\(UF2File.blockBytes - 36 - SectorImage.pageBytes)) + struct.pack("<I", 0x0AB16F30))

      """)

  private static func hexadecimal(_ number: Int) -> String {
    "0x" + String(number, radix: 16, uppercase: true)
  }
}
