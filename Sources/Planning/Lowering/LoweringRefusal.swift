/// Why a layer cannot become a kernel call, in words that stand after the layer's name.
package struct LoweringRefusal: Error, Hashable, Sendable {
  /// For example `needs int8 activations, has float32`.
  package let reason: String

  package init(_ reason: String) {
    self.reason = reason
  }
}
