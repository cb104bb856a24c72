import BoardProfiles
import FirmwareArtifacts
import UF2Files

/// A program for python3 that the written sources carry: it makes of the linked file what a board's
/// flash takes, without this program.
///
/// What they write is, byte for byte, what ``ESP32Image`` and ``UF2File`` make.
struct ImageScript: Hashable, Sendable {
  /// In the folder of the sources.
  let path: String
  let text: String

  /// Those that the board's Makefile calls.
  static func needed(for board: BoardProfile) -> [ImageScript] {
    (board.flashing.tool == .esptool ? [esp32] : [])
      + (board.flashing.tools.contains(.uf2) ? [uf2] : [])
  }

  /// The image for an ESP32's flash from 0x1000 on, with the constants at their own place behind it.
  static let esp32 = ImageScript(
    path: "esp32_image.py",
    text: """
      # Makes an ESP32's flash contents from \(hexadecimal(ESP32Image.programOffset)) on of an ELF file: esp32_image.py ELF BIN
      #
      # The program in the form of Espressif's "Firmware Image Format", for the ROM to load into RAM; then
      # erased bytes up to \(hexadecimal(ESP32Image.constantsOffset)), from where the flash cache shows the constants.
      import hashlib
      import struct
      import sys

      elf = open(sys.argv[1], "rb").read()
      entry, table = struct.unpack_from("<I4xI", elf, 24)
      entry_bytes, count = struct.unpack_from("<HH", elf, 46)
      sections = []
      for index in range(count):
          _, kind, flags, address, offset, size = struct.unpack_from("<6I", elf, table + index * entry_bytes)
          if kind == 1 and flags & 2 and size:  # bits that take memory
              sections.append((address, elf[offset : offset + size]))

      segments, constants = [], b""
      for address, data in sorted(sections):
          place = address - \(hexadecimal(ESP32Image.constantsAddress))
          if 0 <= place < \(hexadecimal(ESP32Image.flashBytes)):
              constants += b"\\xff" * (place - len(constants)) + data
              continue
          data += bytes(-len(data) % 4)
          if segments and segments[-1][0] + len(segments[-1][1]) == address:
              segments[-1][1] += data
          else:
              segments.append([address, bytearray(data)])

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

      room = \(hexadecimal(ESP32Image.constantsOffset - ESP32Image.programOffset))
      if len(image) > room or not 0 < len(segments) <= 16:
          sys.exit("%s: code and data take %d B of %d B, in %d segments of 16" % (sys.argv[1], len(image), room, len(segments)))
      if constants:
          image += b"\\xff" * (room - len(image)) + constants
      open(sys.argv[2], "wb").write(image)

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
