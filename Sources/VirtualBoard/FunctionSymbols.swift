// SPDX-License-Identifier: GPL-2.0-or-later

/// The functions of a 32-bit little-endian ELF file, by address; none in a file without symbols.
package struct FunctionSymbols: Sendable {
  /// A function and the bytes from its start that are its own; 0 where the file does not say.
  private struct Symbol {
    let address: UInt32
    let byteCount: UInt32
    let name: String
  }

  private var symbols: [Symbol] = []

  private static let symbolTable: UInt32 = 2
  private static let function: UInt8 = 2
  private static let symbolBytes = 16

  /// Reads what is there; a table that reaches past the file's end counts as none.
  ///
  /// System V ABI, chapter 4: section header, symbol table.
  package init(elf file: [UInt8]) {
    guard file.count >= 52, file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 1, 1]) else { return }
    let reader = Reader(file: file)
    let (table, entryBytes, count) = (reader.word(32), reader.half(46), reader.half(48))
    guard entryBytes >= 40 else { return }
    let sections = (0..<count).map { Int(table) + $0 * entryBytes }
    for section in sections where reader.word(section + 4) == Self.symbolTable {
      let link = Int(reader.word(section + 24))
      guard link < count else { continue }
      readSymbols(section, names: Int(reader.word(sections[link] + 16)), from: reader)
    }
    symbols.sort { ($0.address, $0.byteCount, $1.name) < ($1.address, $1.byteCount, $0.name) }
  }

  private mutating func readSymbols(_ section: Int, names: Int, from reader: Reader) {
    let start = Int(reader.word(section + 16))
    let end = min(start + Int(reader.word(section + 20)), reader.file.count)
    for entry in stride(from: start, to: end - Self.symbolBytes + 1, by: Self.symbolBytes)
    where reader.byte(entry + 12) & 0xF == Self.function && reader.half(entry + 14) != 0 {
      symbols.append(
        Symbol(
          address: reader.word(entry + 4) & ~1, byteCount: reader.word(entry + 8),
          name: reader.text(names + Int(reader.word(entry)))))
    }
  }

  /// The function that an address lies in, or the address where none does.
  package func name(at address: UInt32) -> String {
    var (low, high) = (0, symbols.count)
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return hexadecimal(address) }
    let symbol = symbols[low - 1]
    let isInside = symbol.byteCount == 0 || address - symbol.address < symbol.byteCount
    return isInside ? symbol.name : hexadecimal(address)
  }

  private func hexadecimal(_ address: UInt32) -> String {
    "0x" + String(address, radix: 16)
  }

  /// Reads bytes of a file, those past its end as zero.
  private struct Reader {
    let file: [UInt8]

    func byte(_ index: Int) -> UInt8 {
      file.indices.contains(index) ? file[index] : 0
    }

    func half(_ index: Int) -> Int {
      Int(byte(index)) | Int(byte(index + 1)) << 8
    }

    func word(_ index: Int) -> UInt32 {
      UInt32(half(index)) | UInt32(half(index + 2)) << 16
    }

    func text(_ index: Int) -> String {
      guard file.indices.contains(index) else { return "?" }
      return String(decoding: file[index...].prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
