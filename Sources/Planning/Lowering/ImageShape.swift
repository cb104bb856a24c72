/// The extents of an image tensor: batches, rows, columns, channels.
struct ImageShape: Hashable {
  let batches: Int
  let height: Int
  let width: Int
  let channels: Int

  /// - Throws: When `shape` has not four extents.
  init(_ shape: [Int], _ role: String) throws(LoweringRefusal) {
    guard shape.count == 4 else {
      throw LoweringRefusal("needs \(role) of rank 4, has \(shapeText(shape))")
    }
    (batches, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
  }

  var extents: [Int] { [batches, height, width, channels] }
}

extension LoweringRefusal {
  /// Refuses an output shape other than the one that the inputs and options give.
  static func requireShape(
    _ shape: [Int], equals expected: [Int]
  ) throws(LoweringRefusal) {
    guard shape == expected else {
      throw LoweringRefusal(
        "needs output \(shapeText(expected)), has \(shapeText(shape))")
    }
  }
}
