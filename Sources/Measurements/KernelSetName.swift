/// How the set of kernels of a run is called where runs are told apart: in series, comparisons, tables.
///
/// A network without its dead channels is another work than the whole one, by the same kernels; its
/// runs carry that in this name, so that they never stand among the others; those that two cores share,
/// too.
package enum KernelSetName {
  private static let prunedMark = "-pruned"

  /// `dsp`, `m0-2cores`, or either with `-pruned` behind it.
  package static func name(_ kernels: String, isPruned: Bool, cores: Int = 1) -> String {
    kernels + (cores > 1 ? "-\(cores)cores" : "") + (isPruned ? prunedMark : "")
  }

  /// Whether the runs of this name are of networks without their dead channels.
  package static func isPruned(_ name: String?) -> Bool { name?.hasSuffix(prunedMark) ?? false }
}
