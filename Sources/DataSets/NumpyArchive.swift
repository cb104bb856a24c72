import NumpyFiles

/// A `.npz` file: numpy arrays by name in a zip file.
enum NumpyArchive {
  /// Bytes that a set may take once unpacked.
  static let largestByteCount = 1 << 30

  /// Names of samples and labels, the ones that are meant before those of Keras's own test sets.
  private static let pairs = [("x", "y"), ("images", "labels"), ("x_test", "y_test")]

  /// The samples, and the labels where there are any.
  ///
  /// The arrays are those of a known pair of names, else the only one of three or four dimensions and
  /// the only integers in one. With `labels` given elsewhere the samples may stand alone.
  static func arrays(
    in bytes: [UInt8], at path: String, needsLabels: Bool
  ) throws(LabelledSetError) -> (samples: NumpyArray, labels: NumpyArray?) {
    func error(_ reason: LabelledSetError.Reason) -> LabelledSetError {
      LabelledSetError(path: path, reason: reason)
    }
    let archive: ZipArchive
    do { archive = try ZipArchive(bytes) } catch { throw Self.error(error, path) }
    let members = archive.members.filter { $0.name.hasSuffix(".npy") }
    let names = members.map { String($0.name.dropLast(4)) }
    func place(_ name: String) -> Int? { names.firstIndex(of: name) }

    for (samples, labels) in pairs {
      guard let first = place(samples) else { continue }
      let second = place(labels)
      guard second != nil || !needsLabels else { continue }
      let wanted =
        [members[first]] + (needsLabels ? [second.map { members[$0] }] : []).compactMap(\.self)
      let arrays = try read(wanted, of: archive, path)
      return (arrays[0], arrays.count > 1 ? arrays[1] : nil)
    }
    let arrays = try read(members, of: archive, path)
    let images = arrays.filter { (3...4).contains($0.shape.count) }
    let integers = arrays.filter {
      $0.shape.count == 1 && $0.elementType.map(LabelFile.isLabel) == true
    }
    guard images.count == 1, !needsLabels || integers.count == 1 else {
      throw error(.noPair(found: names))
    }
    return (images[0], needsLabels ? integers[0] : nil)
  }

  private static func read(
    _ members: [ZipArchive.Member], of archive: ZipArchive, _ path: String
  ) throws(LabelledSetError) -> [NumpyArray] {
    let byteCount = members.reduce(0) { $0 + $1.byteCount }
    guard byteCount <= largestByteCount else {
      throw LabelledSetError(
        path: path, reason: .archiveTooLarge(bytes: byteCount, limit: largestByteCount))
    }
    var arrays: [NumpyArray] = []
    for member in members {
      let contents: [UInt8]
      do { contents = try archive.contents(of: member) } catch { throw Self.error(error, path) }
      arrays.append(
        try TensorFile.array(contents, named: String(member.name.dropLast(4)), at: path))
    }
    return arrays
  }

  private static func error(_ damage: ZipArchive.Damage, _ path: String) -> LabelledSetError {
    LabelledSetError(path: path, reason: .damagedArchive(why: damage.why))
  }
}
