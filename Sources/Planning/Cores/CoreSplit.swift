import ModelGraph

/// A layer's call in two, one for each core, that write the layer's output between them.
///
/// Both are the call itself with other parameters on parts of its buffers, so that each output is
/// computed by the same instructions on the same numbers as by the whole call.
package struct CoreSplit: Hashable, Sendable {
  /// What is divided between the cores: `output rows`.
  package let axis: String
  /// The first core's and the second's.
  package let first: Share
  package let second: Share

  /// One core's part.
  package struct Share: Hashable, Sendable {
    /// The call's parameters in their order, with this part's values.
    package let parameters: [KernelParameter]
    /// Bytes from each argument's start to where this part's begins.
    package let argumentOffsets: [Int]
    /// Bytes that this part needs of the scratch.
    package let scratchBytes: Int
    /// How many of what ``CoreSplit/axis`` names.
    package let count: Int
    /// Bytes of the output that this part writes, from the output's start.
    package let outputBytes: Range<Int>

    package init(
      parameters: [KernelParameter], argumentOffsets: [Int], scratchBytes: Int, count: Int,
      outputBytes: Range<Int>
    ) {
      self.parameters = parameters
      self.argumentOffsets = argumentOffsets
      self.scratchBytes = scratchBytes
      self.count = count
      self.outputBytes = outputBytes
    }
  }

  package init(axis: String, first: Share, second: Share) {
    self.axis = axis
    self.first = first
    self.second = second
  }

  /// Bytes from the scratch's start to the second core's: kernels want theirs aligned to 8 bytes.
  package var secondScratchOffset: Int { (first.scratchBytes + 7) / 8 * 8 }

  /// Scratch of both parts together.
  package var scratchBytes: Int {
    second.scratchBytes == 0 ? first.scratchBytes : secondScratchOffset + second.scratchBytes
  }

  /// The parts in words: `in two by output rows, 13 and 12`.
  package var summary: String { "in two by \(axis), \(first.count) and \(second.count)" }
}

/// Who runs a layer on a board whose run uses two cores.
package enum CoreDivision: Hashable, Sendable {
  /// Each core its part.
  case both(CoreSplit)
  /// The first core, and why it alone.
  case first(reason: String)

  package var split: CoreSplit? {
    if case .both(let split) = self { split } else { nil }
  }

  /// The division in words, for the reason of a layer's path.
  package var summary: String {
    switch self {
    case .both(let split): split.summary
    case .first(let reason): "core 0 alone: \(reason)"
    }
  }
}
