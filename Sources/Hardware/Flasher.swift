package import BoardProfiles
package import FirmwareArtifacts

/// Puts images into a board's flash.
package protocol Flasher: Sendable {
  /// Checks the image, programs, verifies and resets; no debugger is attached afterwards.
  ///
  /// - Throws: ``FlashError``, and `CancellationError` when the surrounding task is cancelled;
  ///   the tool has ended by then.
  func flash(_ job: FlashJob) async throws -> FlashReport
  /// The same; `progress` is told each stage when it begins.
  func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport
}

extension Flasher {
  package func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport {
    try await flash(job)
  }
}

/// An image and the board that it is for.
package struct FlashJob: Hashable, Sendable {
  package let board: BoardProfile
  /// An ELF file, or a raw binary (`.bin`) for the start of the board's flash.
  package let imagePath: String
  package let route: ProbeRoute
  package let method: FlashMethod
  /// For everything that the tool does.
  package let timeLimit: Duration

  package init(
    board: BoardProfile, imagePath: String, route: ProbeRoute, method: FlashMethod = .plain,
    timeLimit: Duration = .seconds(60)
  ) {
    self.board = board
    self.imagePath = imagePath
    self.route = route
    self.method = method
    self.timeLimit = timeLimit
  }
}

/// How a tool reaches a probe.
package enum ProbeRoute: Hashable, Sendable {
  case usb(Probe)
  /// ST's `stlink-server`, or a virtual board, on this TCP port of this machine.
  case server(port: Int)
  /// A J-Link by its serial number, on USB or on the network, as libjaylink finds it.
  case jLink(serial: UInt32)
  /// A serial port by its path, which a tool flashes over.
  case serialPort(path: String)

  /// The probe as a person would name it.
  package var name: String {
    switch self {
    case .usb(let probe): probe.serial?.text ?? "USB \(probe.usbPath)"
    case .server(let port): "tcp:\(port)"
    case .jLink(let serial): "jlink:\(serial)"
    case .serialPort(let path): path
    }
  }
}

/// How hard to try.
package enum FlashMethod: String, Hashable, Sendable, Codable, CaseIterable {
  case plain
  /// Connects while nRST is held low, for firmware that keeps the debugger out.
  case underReset = "under reset"
  /// Under reset, and erases the whole flash first.
  case massErase = "mass erase"
}

/// What flashing took.
package struct FlashReport: Hashable, Sendable {
  /// The tool and its version: `Open On-Chip Debugger 0.12.0`.
  package let tool: String
  package let duration: Duration
  /// The end of what the tool printed.
  package let lastLines: [String]
  /// The target's voltage as the tool saw it.
  package let targetMillivolts: Int?
  /// Whether the flash was read back, or summed up by the chip, and held against the image.
  package let isVerified: Bool
  /// What the image's own words proved of it before it was written.
  package let imageEvidence: ImageEvidence

  /// The same for people.
  package var imageProof: String {
    switch imageEvidence {
    case .sealed: "whole: length and checksum are those that the build put into it"
    case .hashed:
      "the checksum of what the ROM loads holds; the file does not say whether more belongs to it"
    case .unsealed:
      "not known to be whole: the file brings no length and no checksum of all its bytes"
    }
  }

  package init(
    tool: String, duration: Duration, lastLines: [String], targetMillivolts: Int? = nil,
    isVerified: Bool = true, imageEvidence: ImageEvidence
  ) {
    self.imageEvidence = imageEvidence
    self.isVerified = isVerified
    self.tool = tool
    self.duration = duration
    self.lastLines = lastLines
    self.targetMillivolts = targetMillivolts
  }
}
