extension TarArchive {
  /// Whether bytes begin as an archive does.
  package static func isOne(_ bytes: [UInt8]) -> Bool {
    bytes.count >= blockBytes && bytes[257..<262].elementsEqual("ustar".utf8)
  }

  /// The bundle in an archive; other programs' archives of the same files will do.
  ///
  /// Nothing is written anywhere, and no name of the archive is used for a path.
  package static func bundle(
    _ bytes: [UInt8], path: String
  ) throws(BundleError) -> RunBundle {
    func failing(_ reason: BundleError.Reason) -> BundleError {
      BundleError(path: path, reason: reason)
    }
    guard bytes.count <= limit else { throw failing(.tooLarge(path, limit: limit)) }
    var files: [RunBundle.File] = []
    var rest = bytes[...]
    while true {
      guard rest.count >= blockBytes else { throw failing(.truncated) }
      let block = Array(rest.prefix(blockBytes))
      rest = rest.dropFirst(blockBytes)
      if block.allSatisfy({ $0 == 0 }) {
        guard rest.count >= blockBytes else { throw failing(.truncated) }
        guard rest.allSatisfy({ $0 == 0 }) else {
          throw failing(.badArchive(problem: "something follows its end"))
        }
        return RunBundle(files: files)
      }
      let entry = try Entry(block, path: path)
      guard rest.count >= entry.size + padding(of: entry.size) else { throw failing(.truncated) }
      if let kind = try entry.kind(path: path) {
        guard entry.size <= kind.limit else {
          throw failing(.tooLarge(kind.rawValue, limit: kind.limit))
        }
        guard !files.contains(where: { $0.kind == kind }) else {
          throw failing(.duplicateFile(kind.rawValue))
        }
        files.append(RunBundle.File(kind: kind, bytes: Array(rest.prefix(entry.size))))
      }
      rest = rest.dropFirst(entry.size + padding(of: entry.size))
    }
  }

  /// What a header block says.
  private struct Entry {
    let name: String
    let size: Int
    let type: UInt8

    init(_ block: [UInt8], path: String) throws(BundleError) {
      func failing(_ problem: String) -> BundleError {
        BundleError(path: path, reason: .badArchive(problem: problem))
      }
      let sum = block.enumerated().reduce(0) { sum, entry in
        sum + ((148..<156).contains(entry.offset) ? 32 : Int(entry.element))
      }
      guard Self.number(block[148..<156]) == sum else { throw failing("a header's sum is wrong") }
      guard block[257..<262].elementsEqual("ustar".utf8) else { throw failing("it is not ustar") }
      guard let size = Self.number(block[124..<136]) else { throw failing("a size is no number") }
      // GNU tar keeps times where POSIX has the prefix.
      let prefix = block[262] == 0 ? Self.text(block[345..<500]) : ""
      name = (prefix.isEmpty ? "" : prefix + "/") + Self.text(block[0..<100])
      self.size = size
      type = block[156]
    }

    /// The file of a bundle that it is, or `nil` for the bundle's own folder.
    func kind(path: String) throws(BundleError) -> RunBundle.Kind? {
      func failing(_ reason: BundleError.Reason) -> BundleError {
        BundleError(path: path, reason: reason)
      }
      switch type {
      case UInt8(ascii: "0"), 0: break
      case UInt8(ascii: "1"), UInt8(ascii: "2"): throw failing(.link(name))
      case UInt8(ascii: "5"):
        guard name == "./" || name == ".", size == 0 else { throw failing(.unsafeName(name)) }
        return nil
      case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): throw failing(.notAFile(name))
      default: throw failing(.badArchive(problem: "an entry is of no kind that a bundle has"))
      }
      let bare = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
      guard !bare.contains("/"), bare != "..", bare != "." else { throw failing(.unsafeName(name)) }
      guard let kind = RunBundle.Kind(rawValue: bare) else { throw failing(.extraFile(name)) }
      return kind
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
      String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits between blanks and a zero byte; other forms are for sizes that no bundle has.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
      let digits = field.drop { $0 == 32 }.prefix { (0x30...0x37).contains($0) }
      let tail = field[digits.endIndex...]
      guard !digits.isEmpty, digits.count <= 11, tail.allSatisfy({ $0 == 0 || $0 == 32 }) else {
        return nil
      }
      return digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }
  }
}
