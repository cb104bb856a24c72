package import FirmwareArtifacts

/// A way to a board: put an image on it, and talk to it afterwards.
package protocol BoardLink: Sendable {
  /// Puts `image` on the board, starts it, and opens its serial line.
  ///
  /// - Throws: a `Failure` when the board cannot be reached, flashed or opened.
  func start(_ image: FirmwareImage) async throws -> BoardConnection
}

/// A board that runs an image.
package struct BoardConnection: Sendable {
  package let port: any SerialPort
  /// The port's device path.
  package let portPath: String
  /// What the numbers from this board are worth, as far as the link knows.
  package let origin: Origin
  /// The probe that the board hangs on, where the link knows one.
  package let probe: ProbeIdentity?
  /// What was done to get the image there, in order.
  package let flashing: [FlashStep]
  /// What the chip's unique id must be, lower-case hexadecimal, or `nil` where any will do.
  package let expectedUniqueID: String?
  /// What is known about how the board went when its line closed, or `nil`.
  package let lastWords: @Sendable () async -> String?
  /// Ends the connection: closes the port and stops what was started for it.
  package let close: @Sendable () async -> Void

  /// Where the cycles come from.
  package enum Origin: Hashable, Sendable {
    /// Silicon, unless the chip's unique id says otherwise.
    case device
    /// Something behind a pseudo-terminal, so no silicon; the chip may say what counts there.
    case pseudoTerminal
    /// A virtual board, with the timing model it states and the hash of the model's parameters.
    case simulator(timingModel: String, version: String, parameters: String?)
  }

  package init(
    port: any SerialPort, portPath: String, origin: Origin, probe: ProbeIdentity? = nil,
    flashing: [FlashStep] = [], expectedUniqueID: String? = nil,
    lastWords: @escaping @Sendable () async -> String? = { nil },
    close: @escaping @Sendable () async -> Void
  ) {
    self.port = port
    self.portPath = portPath
    self.origin = origin
    self.probe = probe
    self.flashing = flashing
    self.expectedUniqueID = expectedUniqueID
    self.lastWords = lastWords
    self.close = close
  }
}
