import BoardProfiles
package import Planning

/// The protocol that a firmware speaks on its serial line.
package enum FirmwareProtocol: String, Hashable, Sendable, CaseIterable {
  /// Frames with checksums, cycles a layer: what `mcubench run` measures with.
  case framed
  /// The text protocol of MLPerf Tiny, which EEMBC made.
  case eembc
}

/// The session that is compiled into a firmware.
package enum FirmwareSession: Hashable, Sendable {
  case framed
  case eembc(EEMBCDevice)

  /// The session of `choice` for `plan`; `benchmark` is for eembc, `nil` to guess it.
  package init(
    _ choice: FirmwareProtocol, benchmark: EEMBCBenchmark?, plan: ExecutionPlan
  ) throws(GenerationError) {
    switch choice {
    case .framed: self = .framed
    case .eembc: self = .eembc(try EEMBCDevice(plan, benchmark: benchmark))
    }
  }

  package var speaks: FirmwareProtocol {
    switch self {
    case .framed: .framed
    case .eembc: .eembc
    }
  }

  /// Where the session's sources lie in the template.
  var folder: String { "runtime/\(speaks.rawValue)" }

  /// The line's speeds in bits a second, the one to start at first.
  func bauds(of plan: ExecutionPlan) -> [Int] {
    switch self {
    case .framed: plan.board.serial.bauds
    case .eembc: [EEMBCDevice.baud]
    }
  }
}
