/// A benchmark's evaluation data as the suite lays them out: a `y_labels.csv`, and a file a line.
package struct DataSet: Hashable, Sendable {
  /// The file that lists the samples.
  package static let labelFile = "y_labels.csv"

  /// A file of the set, in the order of the list.
  package struct Sample: Hashable, Sendable {
    package let file: String
    package let classCount: Int
    /// The class that is right, from 0; of an anomaly 1.
    package let label: Int
    /// How a longer file becomes inputs, or `nil` where the file is one.
    package let sliding: Sliding?

    package init(file: String, classCount: Int, label: Int, sliding: Sliding? = nil) {
      self.file = file
      self.classCount = classCount
      self.label = label
      self.sliding = sliding
    }

    /// Where the inputs lie in a file of `byteCount` bytes; none where it is too short.
    package func ranges(inFileOf byteCount: Int) -> [Range<Int>] {
      guard let sliding else { return [0..<byteCount] }
      guard byteCount >= sliding.widthBytes else { return [] }
      return stride(
        from: 0, through: byteCount - sliding.widthBytes, by: sliding.strideBytes
      ).map { $0..<$0 + sliding.widthBytes }
    }
  }

  /// A window that slides over a file.
  package struct Sliding: Hashable, Sendable {
    package let widthBytes: Int
    package let strideBytes: Int

    package init(widthBytes: Int, strideBytes: Int) {
      self.widthBytes = widthBytes
      self.strideBytes = strideBytes
    }
  }

  package let samples: [Sample]

  /// Reads a list: file, classes, class, and for anomaly detection width and stride in bytes.
  ///
  /// - Throws: ``DataSetError`` with the line where the list is not the benchmark's.
  package init(labels: String, at path: String, for benchmark: TinyBenchmark) throws(DataSetError) {
    var samples: [Sample] = []
    let lines = labels.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in lines.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { field in
        String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      if fields == [""] { continue }
      func error(_ what: String) -> DataSetError {
        DataSetError(path: path, reason: .badLine(place + 1, what))
      }
      let expected = benchmark == .ad ? 5 : 3
      guard fields.count == expected else {
        throw error("it has \(fields.count) fields instead of \(expected)")
      }
      guard Self.isPlainName(fields[0]) else {
        throw error("\(fields[0].prefix(60).debugDescription) is no file name")
      }
      guard let classes = Int(fields[1]), classes == benchmark.classCount else {
        throw error("\(benchmark.modelName) has \(benchmark.classCount) classes")
      }
      guard let label = Int(fields[2]), (0..<classes).contains(label) else {
        throw error("the class must be a number from 0 to \(classes - 1)")
      }
      let sliding = benchmark == .ad ? Self.sliding(fields[3], fields[4], benchmark) : nil
      guard benchmark != .ad || sliding != nil else {
        throw error("the window must be \(benchmark.inputBytes) bytes wide and move by bytes")
      }
      samples.append(
        Sample(file: fields[0], classCount: classes, label: label, sliding: sliding))
    }
    guard !samples.isEmpty else { throw DataSetError(path: path, reason: .empty) }
    self.samples = samples
  }

  private static func sliding(
    _ width: String, _ stride: String, _ benchmark: TinyBenchmark
  ) -> Sliding? {
    guard let width = Int(width), let stride = Int(stride), width == benchmark.inputBytes,
      stride > 0
    else { return nil }
    return Sliding(widthBytes: width, strideBytes: stride)
  }

  /// Whether `name` stays in its directory.
  private static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.contains("\0")
  }
}
