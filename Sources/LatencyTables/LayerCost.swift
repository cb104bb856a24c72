/// What a layer's cycles hang on: the variant of the kernel that runs it, and how often each part of
/// that kernel's loops runs.
///
/// A table gives each term of a variant its cycles; their sum is the prediction. Terms follow the
/// kernel's own loops, so they say how the layer's shape becomes work, not how long that takes.
package struct LayerCost: Hashable, Sendable {
  /// What a table says that its terms were counted by; raised with every change of what a form counts.
  package static let formsVersion = 2

  /// The kernel, and what of its parameters makes it run other code: `mcub_conv_2d_s8_dsp+general`.
  package let variant: String
  /// How often each part runs, by the part's name; none is negative.
  package let terms: [CostTerm]
  /// The layer's extents, by which a table says what it was measured on.
  package let extents: [CostTerm]

  package init(variant: String, terms: [CostTerm], extents: [CostTerm]) {
    self.variant = variant
    self.terms = terms
    self.extents = extents
  }

  /// The count of a term, 0 where the layer has none of it.
  package func count(of term: String) -> Double {
    terms.first { $0.name == term }?.count ?? 0
  }
}

/// A part of a kernel's work: how often its code runs, or how many bytes it moves.
package struct CostTerm: Hashable, Sendable {
  package let name: String
  package let count: Double

  package init(_ name: String, _ count: Double) {
    self.name = name
    self.count = count
  }
}

/// What costs the same in every kernel, since the memory makes it wait and not the code: events of a
/// Cortex-M7's data cache, and loads that lie beside words.
extension CostTerm {
  static let flashLine = "flash line"
  static let memoryLine = "memory line"
  static let writtenLine = "line written back"
  static let unalignedLoad = "unaligned load"
  /// A line of flash that a load waits for, on cores without a data cache of their own.
  static let waitedLine = "waited line@flash"

  /// All of them.
  static let common = [flashLine, memoryLine, writtenLine, unalignedLoad, waitedLine]
}
