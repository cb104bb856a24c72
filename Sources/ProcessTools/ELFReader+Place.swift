extension ELFReader {
  /// Where the bytes of the section `name` lie in the file, or `nil` when there is none.
  static func filePlace(of name: String, in file: [UInt8]) throws(Malformed) -> Range<Int>? {
    _ = try sections(of: file)  // which checks the tables
    let tableOffset = Int(try word(file, 32))
    let entryBytes = Int(try half(file, 46))
    let namesOffset = Int(try word(file, tableOffset + Int(try half(file, 50)) * entryBytes + 16))
    for index in 0..<Int(try half(file, 48)) {
      let entry = tableOffset + index * entryBytes
      let nameOffset = namesOffset + Int(try word(file, entry))
      guard nameOffset < file.count,
        file[nameOffset...].prefix(while: { $0 != 0 }).elementsEqual(name.utf8)
      else { continue }
      let start = Int(try word(file, entry + 16))
      let end = start + Int(try word(file, entry + 20))
      guard end <= file.count else { throw Malformed(problem: "has a section beyond its end") }
      return start..<end
    }
    return nil
  }
}
