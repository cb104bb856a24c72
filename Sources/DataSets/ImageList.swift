import ModelGraph

/// The images of a directory with the class of each.
package struct ImageList: Hashable, Sendable {
  /// The file that lists a directory's images where no folders do.
  package static let listFile = "labels.csv"

  package struct Image: Hashable, Sendable {
    /// The file's place below the directory.
    package let path: String
    package let label: Int
  }

  package let images: [Image]
  /// The folders' names, by class; `nil` of a list of numbers.
  package let classNames: [String]?

  /// A folder of images a class, classes counted from 0 in the order of the folders' names.
  ///
  /// Names are put in order by their bytes, as Keras and PyTorch do: "10" stands before "2". Folders
  /// without images count as classes too.
  package init(
    folders: [(name: String, files: [String])], at directory: String
  ) throws(LabelledSetError) {
    let sorted = folders.sorted {
      Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8))
    }
    images = sorted.enumerated().flatMap { label, folder in
      folder.files.filter(ImageFile.isImageName)
        .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        .map { Image(path: "\(folder.name)/\($0)", label: label) }
    }
    classNames = sorted.map(\.name)
    guard !images.isEmpty else { throw LabelledSetError(path: directory, reason: .noImages) }
  }

  /// A list: a line an image, its file below the directory and its class, a comma between.
  ///
  /// A first line `file,label` or the like, which names no image, is skipped; so are empty lines.
  package init(list: String, at path: String) throws(LabelledSetError) {
    var images: [Image] = []
    let lines = list.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in lines.enumerated() {
      func error(_ what: String) -> LabelledSetError {
        LabelledSetError(path: path, reason: .badLine(place + 1, what))
      }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { field in
        String(field.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }
      if fields == [""] { continue }
      guard fields.count == 2 else {
        throw error("it has \(fields.count) fields instead of 2")
      }
      guard let label = Int(fields[1]), label >= 0 else {
        if place == 0, Int(fields[1]) == nil, !ImageFile.isImageName(fields[0]) { continue }
        throw error(
          "the class must be a number from 0 on, not \(fields[1].prefix(60).debugDescription)")
      }
      guard Self.staysBelow(fields[0]) else {
        throw error("\(fields[0].prefix(60).debugDescription) is no file below the directory")
      }
      images.append(Image(path: fields[0], label: label))
    }
    guard !images.isEmpty else { throw LabelledSetError(path: path, reason: .empty) }
    self.images = images
    classNames = nil
  }

  /// Whether a path from a list stays below its directory.
  private static func staysBelow(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.contains("\0") && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// The set of these images, each read by `read` and of `shape`.
  ///
  /// `source` is the directory. `read` takes a place below it.
  package func set(
    source: String, shape: ImageShape,
    read: (_ path: String) throws(LabelledSetError) -> [UInt8]
  ) throws(LabelledSetError) -> LabelledSet {
    var bytes: [UInt8] = []
    for image in images {
      bytes += try ImageFile.pixels(
        of: read(image.path), at: "\(source)/\(image.path)", shape: shape)
    }
    return try LabelledSet(
      samples: SampleTensor(
        type: .uint8, sampleShape: shape.extents, count: images.count, bytes: bytes),
      labels: images.map(\.label), files: images.map(\.path), classNames: classNames,
      source: source)
  }
}
