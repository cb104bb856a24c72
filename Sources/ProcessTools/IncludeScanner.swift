import FirmwareArtifacts

/// Finds the headers that a source file depends on.
struct IncludeScanner {
  private let headers: [String: String]

  init(_ headers: [SourceFile]) {
    self.headers = Dictionary(
      headers.map { ($0.path, $0.contents) }, uniquingKeysWith: { first, _ in first })
  }

  /// The headers that `contents` includes, directly or not, by path; system headers are not among
  /// them, since the compiler's version stands for those.
  func headers(of contents: String) -> [SourceFile] {
    var found: [String: String] = [:]
    var pending = [contents]
    while let text = pending.popLast() {
      for path in Self.includes(in: text) where found[path] == nil {
        guard let header = headers[path] else { continue }
        found[path] = header
        pending.append(header)
      }
    }
    return found.keys.sorted().compactMap { path in
      found[path].map { SourceFile(path: path, contents: $0) }
    }
  }

  /// The quoted names of `#include` lines.
  private static func includes(in text: String) -> [String] {
    text.utf8.split(separator: 0x0a).compactMap { line in
      let code = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard code.first == 0x23 else { return nil }
      let words = code.split(separator: 0x22, omittingEmptySubsequences: false)
      guard words.count >= 3, words[0].contains(0x69) else { return nil }
      return String(decoding: words[1], as: UTF8.self)
    }
  }
}
