/// Which part of the way from a model to a result failed, so that a lab can treat each as it must.
package enum FailureClass: String, Sendable, Hashable, CaseIterable {
  /// The model cannot be read, planned or run.
  case model
  /// The firmware could not be generated, compiled or linked.
  case build
  /// No probe, not the right one, not to be opened, or not answering.
  case probe
  /// The image did not reach the chip's flash whole.
  case flash
  /// The image is in flash and the firmware does not come up, or does not stay up.
  case boot
  /// The firmware is up and the two ends do not understand each other.
  case `protocol`
  /// A deadline passed.
  case timeout
}
