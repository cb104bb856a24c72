/// The call that a board makes for a layer, and why this one.
package struct KernelChoice: Hashable, Sendable {
  /// What the board calls; it gives the bytes that the reference call gives.
  package let call: KernelCall
  package let codePath: CodePath
  /// A short sentence with figures: why this kernel, or why not a faster one.
  package let pathReason: String?

  package init(call: KernelCall, codePath: CodePath, pathReason: String?) {
    self.call = call
    self.codePath = codePath
    self.pathReason = pathReason
  }

  /// A kernel made for the core's vector instructions.
  static func simd(_ call: KernelCall, _ reason: String) -> KernelChoice {
    KernelChoice(call: call, codePath: .simd, pathReason: reason)
  }

  /// Portable C: the reference kernel, or one made for speed.
  static func generic(_ call: KernelCall, _ reason: String? = nil) -> KernelChoice {
    KernelChoice(call: call, codePath: .generic, pathReason: reason)
  }

  /// The reference kernel, because no faster one fits the layer.
  static func fallback(_ reference: KernelCall, _ reason: String) -> KernelChoice {
    KernelChoice(call: reference, codePath: .fallback, pathReason: reason)
  }
}

/// The kind of code that runs a layer.
package enum CodePath: String, Hashable, Sendable {
  /// Written for the core's vector instructions.
  case simd
  /// Portable C.
  case generic
  /// The reference kernel where a faster one exists but does not fit the layer.
  case fallback
}
