/// Where the figures of a run come from that another program took.
package struct ImportOrigin: Hashable, Sendable, Codable {
  /// The program: `MLPerf Tiny runner`.
  package let tool: String
  /// The file's name without its folder; untrusted text.
  package let fileName: String
  /// SHA-256 of the file, 64 hexadecimal digits.
  package let sha256: String

  package init(tool: String, fileName: String, sha256: String) {
    self.tool = tool
    self.fileName = fileName
    self.sha256 = sha256
  }
}

extension Measurement {
  /// Whether another program took the figures.
  package var isForeign: Bool { provenance.imported != nil }

  /// A figure that this program always knows, or `nil` where a run of another one leaves it zero,
  /// which says there that nobody knows.
  package func known(_ figure: Int) -> Int? { isForeign && figure == 0 ? nil : figure }
}

/// How a run came into a store without having been measured for it.
package struct ImportRecord: Hashable, Sendable, Codable {
  package let time: Timestamp
  package let kind: Kind
  /// What was read, as it was named; untrusted text.
  package let source: String
  /// SHA-256 of the file, of a bundle that of its manifest.
  package let sha256: String

  /// What was read.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A run that mcubench exported.
    case bundle
    /// The results of an MLPerf Tiny runner.
    case mlperf
    /// The profiler's table of TensorFlow Lite Micro.
    case tflm
  }

  package init(time: Timestamp, kind: Kind, source: String, sha256: String) {
    self.time = time
    self.kind = kind
    self.source = source
    self.sha256 = sha256
  }
}
