package import Failures

/// Why a directory is not a benchmark's data set.
package struct DataSetError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// No list at any of these places.
    case noLabels(places: [String])
    case unreadable(why: String)
    case badLine(Int, String)
    case empty
    case wrongSize(bytes: Int, expected: Int)
    /// Fewer samples than windows.
    case tooFew(count: Int, needed: Int)
    /// All samples have one label, so that no curve can be drawn.
    case oneClassOnly
  }
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .noLabels(let places):
      "\(path): no data set: there is no \(places.joined(separator: " and no "))"
    case .unreadable(let why): "\(path): cannot read it (\(why))"
    case .badLine(let line, let what): "\(path): line \(line): \(what)"
    case .empty: "\(path): the list names no file"
    case .wrongSize(let bytes, let expected):
      "\(path): the file has \(bytes) bytes instead of \(expected)"
    case .tooFew(let count, let needed):
      "\(path): the data set has \(count) samples, \(needed) windows need one each"
    case .oneClassOnly:
      "\(path): all samples have one label; the area under a curve needs both"
    }
  }

  package var remedy: String? {
    switch reason {
    case .noLabels:
      "name the directory with y_labels.csv and its files, or the one above it "
        + "with vww01, ic01, kws01 and ad01"
    case .unreadable: "check that the list's files are there and may be read"
    case .badLine, .empty, .oneClassOnly: "use the suite's own y_labels.csv for this benchmark"
    case .wrongSize: "make the files as the suite's training scripts do for this benchmark"
    case .tooFew: "use the suite's whole data set, or run without --data"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
