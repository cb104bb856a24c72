/// How the set of kernels of a run is called where runs are told apart: in series, comparisons, tables.
///
/// A network without its dead channels is another work than the whole one, by the same kernels; its
/// runs carry that in this name, so that they never stand among the others.
package enum KernelSetName {
  private static let prunedMark = "-pruned"

  /// `dsp`, or `dsp-pruned`.
  package static func name(_ kernels: String, isPruned: Bool) -> String {
    isPruned ? kernels + prunedMark : kernels
  }

  /// Whether the runs of this name are of networks without their dead channels.
  package static func isPruned(_ name: String?) -> Bool { name?.hasSuffix(prunedMark) ?? false }
}
