package import BoardProfiles
import FirmwareArtifacts
import Foundation
package import Hardware
import Synchronization

extension BoardProfile {
  /// The checkout's own profile of the board `name`.
  package static func ofProject(_ name: String = "stm32f746g") throws -> BoardProfile {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try load(from: checkout.appending(path: "boards").path, named: name)
  }
}

extension Probe {
  /// An ST-Link as a Discovery board has it.
  package static func discovery(
    serial: String? = "066F", path: String = "1-1", ports: [String] = ["/dev/ttyACM0"],
    kind: ProbeKind = .stLinkV21, access: Access = .ready, device: Int = 5
  ) -> Probe {
    Probe(
      kind: kind, vendorID: 0x0483, productID: 0x374B,
      serial: serial.map { ProbeSerial(bytes: Array($0.utf8)) }, usbPath: path, busNumber: 1,
      deviceNumber: device, firmware: "V2J37M26", targetMillivolts: 3300, ports: ports,
      access: access)
  }
}

/// A bus whose probes a test sets: one look after another, the last one for good.
package final class FakeProbeFinder: ProbeFinder {
  private let looks: Mutex<[[Probe]]>

  package init(_ looks: [Probe]...) {
    self.looks = Mutex(looks)
  }

  package func probes() async throws -> [Probe] {
    looks.withLock { looks in
      looks.count > 1 ? looks.removeFirst() : looks.first ?? []
    }
  }

  package func events() -> AsyncThrowingStream<ProbeEvent, any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}

/// A flasher that fails as a script says, one entry a call, and then flashes.
package final class ScriptedFlasher: Flasher {
  private struct State {
    var script: [FlashError.Reason?]
    var jobs: [FlashJob] = []
  }

  private let state: Mutex<State>
  /// Done at each call before its outcome.
  private let act: @Sendable (FlashJob) -> Void

  package init(
    _ script: [FlashError.Reason?] = [], act: @escaping @Sendable (FlashJob) -> Void = { _ in }
  ) {
    state = Mutex(State(script: script))
    self.act = act
  }

  /// What was asked for, in order.
  package var jobs: [FlashJob] { state.withLock { $0.jobs } }

  package func flash(_ job: FlashJob) async throws -> FlashReport {
    act(job)
    let reason: FlashError.Reason? = state.withLock { state in
      state.jobs.append(job)
      return state.script.isEmpty ? nil : state.script.removeFirst()
    }
    if let reason {
      throw FlashError(
        board: job.board.name, probe: job.route.name, reason: reason, lastLines: ["the tool said"])
    }
    return FlashReport(
      tool: "fake 1.0", duration: .seconds(1), lastLines: [], targetMillivolts: 3291,
      imageEvidence: .sealed)
  }
}

/// Serial ports in memory, by path.
package final class FakePorts: SerialPortOpener {
  private struct State {
    var boards: [String: FakeBoard]
    var opened: [String] = []
  }

  private let state: Mutex<State>
  private let pseudoTerminals: Bool

  package init(_ boards: [String: FakeBoard], arePseudoTerminals: Bool = false) {
    state = Mutex(State(boards: boards))
    pseudoTerminals = arePseudoTerminals
  }

  /// The paths that were opened, in order.
  package var opened: [String] { state.withLock { $0.opened } }

  /// Puts `board` behind `path` from now on.
  package func set(_ board: FakeBoard?, at path: String) {
    state.withLock { $0.boards[path] = board }
  }

  package func open(
    _ path: String, _ settings: SerialSettings, within limit: Duration
  ) async throws -> OpenSerialPort {
    let board: FakeBoard? = state.withLock { state in
      state.opened.append(path)
      return state.boards[path]
    }
    guard let board else {
      throw SerialPortError(port: path, reason: .cannotOpen(errno: 2))
    }
    return OpenSerialPort(port: board, path: path, isPseudoTerminal: pseudoTerminals)
  }
}
