/// Shapes as text.
package enum ShapeText {
  /// Extents joined by `x`; `scalar` where there are none.
  package static func one(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "x")
  }

  /// Shapes joined by semicolons.
  package static func list(_ shapes: [[Int]]) -> String {
    shapes.map(one).joined(separator: ";")
  }

  /// What a layer makes of what: `12x12x3 → 12x12x8`, a leading batch of 1 left out.
  ///
  /// A dash where neither is known.
  package static func change(from inputs: [[Int]], to outputs: [[Int]]) -> String {
    guard !(inputs.isEmpty && outputs.isEmpty) else { return "–" }
    return [inputs, outputs].map { $0.map(withoutBatch).joined(separator: ", ") }.joined(
      separator: " → ")
  }

  private static func withoutBatch(_ shape: [Int]) -> String {
    shape.count > 1 && shape[0] == 1 ? one(Array(shape.dropFirst())) : one(shape)
  }
}
