/// How the set of kernels of a run is called where runs are told apart: in series, comparisons, tables.
///
/// A network without its dead channels is another work than the whole one, by the same kernels; its
/// runs carry that in this name, so that they never stand among the others; those that two cores share,
/// too, and those whose code or weights lie elsewhere than the board's profile has them.
package enum KernelSetName {
  private static let prunedMark = "-pruned"

  /// `dsp`, `m0-2cores`, or either with `-pruned` behind it.
  package static func name(_ kernels: String, isPruned: Bool, cores: Int = 1) -> String {
    kernels + (cores > 1 ? "-\(cores)cores" : "") + (isPruned ? prunedMark : "")
  }

  /// A name as it was built, with a placement that is not the profile's before `-pruned`:
  /// `m0-2cores-code-flash-weights-ram`.
  package static func name(_ built: String, placement: PlacementRecord?) -> String {
    guard let placement, !placement.isDefault else { return built }
    let mark = "-code-\(placement.code.rawValue)-weights-\(placement.weights.rawValue)"
    return isPruned(built)
      ? built.dropLast(prunedMark.count) + mark + prunedMark : built + mark
  }

  /// Whether the runs of this name are of networks without their dead channels.
  package static func isPruned(_ name: String?) -> Bool { name?.hasSuffix(prunedMark) ?? false }
}
