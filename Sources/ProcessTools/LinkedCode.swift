/// The functions of a linked 32-bit little-endian ELF file, and their bytes.
///
/// Numbers are those of the System V ABI, chapter 4; mapping symbols: ELF for the Arm Architecture,
/// 5.5.5.
struct LinkedCode {
  /// A stretch of the file that is loaded at an address.
  private struct Section {
    let address: Int
    let offset: Int
    let byteCount: Int
  }

  private static let typeSymbols: UInt32 = 2
  private static let typeProgram: UInt32 = 1
  private static let symbolTypeFunction: UInt8 = 2

  private let file: [UInt8]
  private let sections: [Section]
  /// Each function's first address and its bytes; 0 where the file does not say.
  private var functions: [String: (address: Int, byteCount: Int)] = [:]
  private var starts: [Int: String] = [:]
  /// Where data begin and end inside the code, in ascending order.
  private var borders: [(address: Int, isData: Bool)] = []

  init(_ file: [UInt8]) throws(ELFReader.Malformed) {
    self.file = file
    guard file.starts(with: [0x7f, 0x45, 0x4c, 0x46, 1, 1]) else {
      throw ELFReader.Malformed(problem: "is no 32-bit little-endian ELF file")
    }
    let table = Int(try ELFReader.word(file, 32))
    let (entryBytes, count) = (Int(try ELFReader.half(file, 46)), Int(try ELFReader.half(file, 48)))
    guard entryBytes >= 40, table + entryBytes * count <= file.count else {
      throw ELFReader.Malformed(problem: "has a section table beyond its end")
    }
    var sections: [Section] = []
    var symbols: (start: Int, byteCount: Int, names: Int)?
    for index in 0..<count {
      let entry = table + index * entryBytes
      let type = try ELFReader.word(file, entry + 4)
      let section = Section(
        address: Int(try ELFReader.word(file, entry + 12)),
        offset: Int(try ELFReader.word(file, entry + 16)),
        byteCount: Int(try ELFReader.word(file, entry + 20)))
      if type == Self.typeProgram { sections.append(section) }
      if type == Self.typeSymbols {
        let link = Int(try ELFReader.word(file, entry + 24))
        guard link < count else { throw ELFReader.Malformed(problem: "has symbols without names") }
        let names = Int(try ELFReader.word(file, table + link * entryBytes + 16))
        symbols = (section.offset, section.byteCount, names)
      }
    }
    self.sections = sections
    if let symbols { try read(symbols.start, symbols.byteCount, names: symbols.names) }
    borders.sort { $0.address < $1.address }
  }

  private mutating func read(
    _ start: Int, _ byteCount: Int, names: Int
  ) throws(ELFReader.Malformed) {
    for entry in stride(from: start, through: start + byteCount - 16, by: 16) {
      let value = Int(try ELFReader.word(file, entry + 4))
      let place = names + Int(try ELFReader.word(file, entry))
      guard file.indices.contains(place), file.indices.contains(entry + 15) else {
        throw ELFReader.Malformed(problem: "has a name beyond its end")
      }
      let name = String(decoding: file[place...].prefix { $0 != 0 }, as: UTF8.self)
      if name == "$t" || name.hasPrefix("$t.") { borders.append((value, false)) }
      if name == "$d" || name.hasPrefix("$d.") { borders.append((value, true)) }
      guard file[entry + 12] & 0xf == Self.symbolTypeFunction,
        try ELFReader.half(file, entry + 14) != 0
      else { continue }
      functions[name] = (value & ~1, Int(try ELFReader.word(file, entry + 8)))
      starts[value & ~1] = name
    }
  }

  /// Whether a function of this name is linked.
  func contains(_ name: String) -> Bool { functions[name] != nil }

  /// The instructions of a function and of those that it calls or takes the address of.
  func instructions(reachedFrom name: String) -> [ThumbInstruction] {
    var found: [ThumbInstruction] = []
    var waiting = [name]
    var seen: Set<String> = [name]
    while let next = waiting.popLast() {
      let (own, words) = contents(of: next)
      found += own
      let branches = own.compactMap(\.branchTarget)
      for target in branches + words + ThumbInstruction.constants(in: own) {
        if let callee = starts[target & ~1], seen.insert(callee).inserted {
          waiting.append(callee)
        }
      }
    }
    return found
  }

  /// A function's instructions, and the aligned words of data between them.
  private func contents(of name: String) -> (code: [ThumbInstruction], words: [Int]) {
    guard let function = functions[name],
      let section = sections.first(where: {
        (0..<$0.byteCount).contains(function.address - $0.address)
      })
    else { return ([], []) }
    let next = starts.keys.filter { $0 > function.address }.min() ?? Int.max
    let end = min(
      function.byteCount > 0 ? function.address + function.byteCount : next,
      section.address + section.byteCount, section.address + file.count - section.offset)
    var found: [ThumbInstruction] = []
    var words: [Int] = []
    var address = function.address
    func half(_ address: Int) -> UInt16 {
      let place = section.offset + address - section.address
      guard address + 2 <= end else { return 0 }
      return UInt16(file[place]) | UInt16(file[place + 1]) << 8
    }
    while address + 2 <= end {
      if isData(address) {
        if address % 4 == 0 { words.append(Int(half(address)) | Int(half(address + 2)) << 16) }
        address += 2
        continue
      }
      let instruction = ThumbInstruction(
        address: address, first: half(address), second: half(address + 2))
      found.append(instruction)
      address += instruction.byteCount
    }
    return (found, words)
  }

  private func isData(_ address: Int) -> Bool {
    var (low, high) = (0, borders.count)
    while low < high {
      let middle = (low + high) / 2
      if borders[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 && borders[low - 1].isData
  }
}
