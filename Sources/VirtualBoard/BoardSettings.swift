// SPDX-License-Identifier: GPL-2.0-or-later

/// What a virtual board is to be.
package struct BoardSettings: Sendable {
  /// A debug probe and its front on TCP.
  package struct Probe: Sendable {
    /// A port of 127.0.0.1; 0 picks a free one.
    package var port: UInt16
    package var version = STLinkVersion.standard
    /// The version of the server's protocol, 1 to 3.
    package var apiVersion: UInt32 = 3

    package init(port: UInt16) {
      self.port = port
    }
  }

  package var board = BoardModel.stm32f746g
  /// What is in flash at first; nothing when it is `nil`.
  package var image: BoardImage?
  /// The probe's serial number.
  package var serial: String
  /// What the chip's unique id follows instead of the serial.
  package var uniqueIDSource: String?
  /// Where to make a symbolic link to the serial line.
  package var link: String?
  package var faults: [FaultMode] = []
  /// What counts its cycles.
  package var timing = TimingChoice()
  /// Whether to follow who calls whom, from the first instruction on.
  package var followsCalls = false
  package var endsWithParent = false
  package var probe: Probe?
  /// The TCP port that a J-Link on the chip's serial wire answers at; 0 picks a free one.
  package var jLinkPort: UInt16?
  /// The TCP port that a CMSIS-DAP probe on the same wire answers at as a USB device; 0 picks a free one.
  package var cmsisDAPPort: UInt16?
  /// The TCP port that the chip's boot ROM answers at as a USB device; 0 picks a free one.
  package var bootPort: UInt16?
  /// Whether the board's button is held at first, so that the boot ROM does not look at the flash.
  package var holdsBootsel = false
  /// Whether to say on stderr what the probe's clients do.
  package var isVerbose = false

  /// The serial of a board that has no probe.
  package static let plainSerial = "MCUBVIRT0001"
  /// The same in the form of an ST-Link's: 24 hexadecimal digits, here of `MCUBVIRT0001`.
  package static let probeSerial = "4D4355425649525430303031"

  /// The same for a J-Link, whose serial numbers are decimal.
  package static let jLinkSerial = "940400101"

  package init(image: BoardImage?, serial: String) {
    self.image = image
    self.serial = serial
  }

  /// Whether the serial fits into the 32 bytes that the server's protocol has for it.
  package var hasUsableSerial: Bool {
    (1...31).contains(serial.utf8.count) && serial.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// The serial as a J-Link has it; `nil` where it is no number of up to 32 bits.
  package var jLinkNumber: UInt32? { UInt32(serial) }

  /// Whether a probe of any kind is there.
  var hasProbe: Bool { probe != nil || hasWireProbe }

  /// Whether the probe is on a wire that the chip's debug ports share.
  var hasWireProbe: Bool { jLinkPort != nil || cmsisDAPPort != nil }

  var uniqueIdentifier: UniqueIdentifier { UniqueIdentifier(serial: uniqueIDSource ?? serial) }

  /// How the probe is wired to the chip.
  var wiring: ProbeWiring {
    var (millivolts, isSilent, busy) = (3300, false, Duration.zero)
    for case .probe(let fault) in faults {
      switch fault {
      case .targetVoltage(let value): millivolts = Int(value)
      case .targetSilent: isSilent = true
      case .busy(let seconds): busy = .seconds(Int64(seconds))
      case .goneAt, .slow, .bootStall, .shortRead: break
      }
    }
    return ProbeWiring(millivolts: millivolts, isSilent: isSilent, busy: busy)
  }

  /// How much longer each command of the probe takes.
  var probeDelay: Duration {
    for case .probe(.slow(let milliseconds)) in faults { return .milliseconds(Int64(milliseconds)) }
    return .zero
  }

  /// The stage in which the cable comes off.
  var goneAt: ProbeFault.Stage? {
    for case .probe(.goneAt(let stage)) in faults { return stage }
    return nil
  }

  /// When the probe is to vanish.
  var unplugTrigger: UnplugTrigger? {
    for case .probe(.goneAt(let stage)) in faults { return UnplugTrigger(stage: stage) }
    return nil
  }
}
